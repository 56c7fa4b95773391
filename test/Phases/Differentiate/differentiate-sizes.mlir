// RUN: ag-opt --grad="named;unnamed;told:value;cancelled" %s -o %t.mlir
// RUN: FileCheck %s < %t.mlir
// RUN: ag-run %t.mlir --entry=named_grad --input=ones --dim n=3 --on=cpu --same-as=%t.mlir
// RUN: ag-run %s --verify-grad --grad=told --dim=n=4 | FileCheck %s --check-prefix=TOLD
// RUN: ag-run %s --verify-grad --grad=cancelled | FileCheck %s --check-prefix=CANCELLED

// Names of dimensions, or a check, show that a cotangent has its result's sizes.

// CHECK: func.func @named_grad(%{{.*}}: tensor<?x4xf32> {ag.dims = ["n", 4]}, %{{.*}}: tensor<4x?xf32> {ag.dims = [4, "n"]})
// CHECK-NOT: cf.assert
// CHECK: func.func @unnamed_grad(%[[X:.*]]: tensor<?xf32>, %[[G:.*]]: tensor<?xf32>)
// CHECK: %[[GIVEN:.*]] = tensor.dim %[[G]], %c0
// CHECK: %[[SAME:.*]] = arith.cmpi eq, %[[GIVEN]]
// CHECK: cf.assert %[[SAME]], "the cotangent of result 0 has another size than it in dimension 0"
func.func @named(%x: tensor<?x4xf32> {ag.dims = ["n", 4]}) -> tensor<4x?xf32> {
  %0 = ag.transpose %x [1, 0] : tensor<?x4xf32> -> tensor<4x?xf32>
  %1 = ag.exp %0 : tensor<4x?xf32>
  return %1 : tensor<4x?xf32>
}
func.func @unnamed(%x: tensor<?xf32>) -> tensor<?xf32> {
  %0 = ag.exp %x : tensor<?xf32>
  return %0 : tensor<?xf32>
}

// The type of a mask may have more static sizes than that of the selected
// values, and the type of padding more than the result's. Yielded values have
// the types of the forward values.
// TOLD: gradient against duals: same, @told_grad
// TOLD: tangents against duals: same, @told_jvp
// CHECK: func.func @told_grad
// CHECK-NOT: arith.constant {{.*}}tensor<?x
func.func @told(%x: tensor<?xf32> {ag.dims = ["n"]}, %y: tensor<4xf32>, %c: tensor<i1>) -> (tensor<?xf32>, tensor<?xi1>) {
  %c1 = arith.constant 1 : index
  %isFirst = tensor.extract %c[] : tensor<i1>
  %0 = scf.if %isFirst -> tensor<?xf32> {
    %1 = ag.max %x, %y : tensor<?xf32>, tensor<4xf32> -> tensor<4xf32>
    %2 = tensor.cast %1 : tensor<4xf32> to tensor<?xf32>
    scf.yield %2 : tensor<?xf32>
  } else {
    scf.yield %x : tensor<?xf32>
  }
  %zero = arith.constant 0.0 : f32
  %3 = tensor.pad %y low[%c1] high[%c1] {
  ^bb0(%i: index):
    tensor.yield %zero : f32
  } : tensor<4xf32> to tensor<?xf32>
  %4 = tensor.extract_slice %3[1] [4] [1] : tensor<?xf32> to tensor<4xf32>
  %5 = tensor.cast %4 : tensor<4xf32> to tensor<?xf32>
  %6 = ag.mul %0, %5 : tensor<?xf32>
  // Upstream would fold this to a constant whose type lacks the size.
  %7 = ag.compare lt %x, %x : tensor<?xf32>, tensor<?xf32> -> tensor<?xi1>
  %8 = arith.xori %7, %7 : tensor<?xi1>
  return %6, %8 : tensor<?xf32>, tensor<?xi1>
}

// A constant of rank 0 is a tensor as well.
// CANCELLED: gradient against duals: same, @cancelled_grad
// CHECK: func.func @cancelled_grad(%{{.*}}: tensor<f16>) -> (tensor<f16>
func.func @cancelled(%x: tensor<f16>) -> tensor<f16> {
  %0 = arith.subf %x, %x : tensor<f16>
  return %0 : tensor<f16>
}
