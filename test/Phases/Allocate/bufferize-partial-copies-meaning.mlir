// Concatenations with one head, whose buffers are in shared memory of a block
// or in the memory of results: only what is written is copied.
// RUN: ag-run %s --entry=kernel --on=emulator --input=randn:1 --same-as=%s
// RUN: ag-run %s --grad=kernel:wrt=0 --on=emulator --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=kernel --on=cpu --poison-memory --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=results --on=emulator --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=results --on=cpu --poison-memory --input=ones --same-as=%s
// RUN: ag-opt %s --to=allocate | FileCheck %s

func.func @kernel(%p: tensor<3x1xf32>, %q: tensor<3x6xf32>, %r: tensor<3x6xf32>) -> tensor<3xf32> {
  %0 = ag.concat 1 %p, %q : tensor<3x1xf32>, tensor<3x6xf32> -> tensor<3x7xf32>
  %1 = ag.concat 1 %p, %r : tensor<3x1xf32>, tensor<3x6xf32> -> tensor<3x7xf32>
  %2 = ag.mul %0, %1 : tensor<3x7xf32>
  %3 = ag.reduce max %0 [1] : tensor<3x7xf32> -> tensor<3xf32>
  %4 = ag.reduce max %1 [1] : tensor<3x7xf32> -> tensor<3xf32>
  %5 = ag.reduce sum %2 [1] : tensor<3x7xf32> -> tensor<3xf32>
  %6 = ag.add %3, %4 : tensor<3xf32>
  %7 = ag.add %5, %6 : tensor<3xf32>
  return %7 : tensor<3xf32>
}

// The first branch copies the head alone from the memory of a result.
// CHECK-LABEL: func.func @results(
// CHECK: scf.if
// CHECK: %[[HEAD:.*]] = memref.subview %[[RESULT:.*]][0, 0] [3, 2] [1, 1]
// CHECK-NOT: memref.copy %[[RESULT]],
// CHECK: } else {
func.func @results(%c: tensor<i1>, %p: tensor<3x2xf16>, %q: tensor<3x6xf16>, %r: tensor<3x6xf16>) -> (tensor<3x8xf16>, tensor<3x8xf16>) {
  %k = tensor.extract %c[] : tensor<i1>
  %0:2 = scf.if %k -> (tensor<3x8xf16>, tensor<3x8xf16>) {
    %0 = ag.concat 1 %p, %q : tensor<3x2xf16>, tensor<3x6xf16> -> tensor<3x8xf16>
    %1 = ag.concat 1 %p, %r : tensor<3x2xf16>, tensor<3x6xf16> -> tensor<3x8xf16>
    scf.yield %0, %1 : tensor<3x8xf16>, tensor<3x8xf16>
  } else {
    %1 = ag.concat 1 %p, %r : tensor<3x2xf16>, tensor<3x6xf16> -> tensor<3x8xf16>
    scf.yield %1, %1 : tensor<3x8xf16>, tensor<3x8xf16>
  }
  return %0#0, %0#1 : tensor<3x8xf16>, tensor<3x8xf16>
}
