// Two tensors begin with one head, which is inserted once. The second one gets
// a copy of the head alone, not of a buffer whose rest is not written yet.
// RUN: ag-opt --ag-bufferize %s | FileCheck %s
// RUN: ag-run %s --entry=heads --on=cpu --input=randn:1 --poison-memory --same-as=%s
// RUN: ag-run %s --entry=dynamic --on=cpu --input=randn:1 --dim=n=3 --poison-memory --same-as=%s
// RUN: ag-run %s --entry=dynamic --on=cpu --input=randn:1 --dim=n=0 --same-as=%s
// RUN: ag-run %s --entry=complete --on=cpu --input=randn:1 --same-as=%s

// CHECK-LABEL: func.func @heads(
// CHECK-NOT: memref.copy
// CHECK: linalg.copy ins(%{{.*}} : memref<3x2xf32, strided<[8, 1]>>) outs(%{{.*}} : memref<3x2xf32, strided<[8, 1]>>)
// CHECK-NOT: memref.copy
// CHECK: return
func.func @heads(%p: tensor<3x2xf32>, %q: tensor<3x6xf32>, %r: tensor<3x6xf32>) -> (tensor<3x8xf32>, tensor<3x8xf32>) {
  %e = tensor.empty() : tensor<3x8xf32>
  %0 = tensor.insert_slice %p into %e[0, 0] [3, 2] [1, 1] : tensor<3x2xf32> into tensor<3x8xf32>
  %1 = tensor.insert_slice %q into %0[0, 2] [3, 6] [1, 1] : tensor<3x6xf32> into tensor<3x8xf32>
  %2 = tensor.insert_slice %r into %0[0, 2] [3, 6] [1, 1] : tensor<3x6xf32> into tensor<3x8xf32>
  return %1, %2 : tensor<3x8xf32>, tensor<3x8xf32>
}

// CHECK-LABEL: func.func @dynamic(
// CHECK-NOT: memref.copy
// CHECK: linalg.copy ins(%{{.*}} : memref<?x5xf64, strided<[8, 1]>>) outs(%{{.*}} : memref<?x5xf64, strided<[8, 1]>>)
// CHECK-NOT: memref.copy
// CHECK: return
func.func @dynamic(%p: tensor<?x5xf64> {ag.dims = ["n", 5]}, %q: tensor<?x3xf64> {ag.dims = ["n", 3]}, %r: tensor<?x3xf64> {ag.dims = ["n", 3]}) -> (tensor<?x8xf64>, tensor<?x8xf64>) {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %p, %c0 : tensor<?x5xf64>
  %e = tensor.empty(%n) : tensor<?x8xf64>
  %0 = tensor.insert_slice %p into %e[0, 0] [%n, 5] [1, 1] : tensor<?x5xf64> into tensor<?x8xf64>
  %1 = tensor.insert_slice %q into %0[0, 5] [%n, 3] [1, 1] : tensor<?x3xf64> into tensor<?x8xf64>
  %2 = tensor.insert_slice %r into %0[0, 5] [%n, 3] [1, 1] : tensor<?x3xf64> into tensor<?x8xf64>
  return %1, %2 : tensor<?x8xf64>, tensor<?x8xf64>
}

// All of %1 is written, so one copy of it is all that is needed.
// CHECK-LABEL: func.func @complete(
// CHECK: memref.copy %{{.*}}, %{{.*}} : memref<4xf32> to memref<4xf32>
// CHECK: return
func.func @complete(%p: tensor<2xf32>, %q: tensor<2xf32>, %r: tensor<1xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %e = tensor.empty() : tensor<4xf32>
  %0 = tensor.insert_slice %p into %e[0] [2] [1] : tensor<2xf32> into tensor<4xf32>
  %1 = tensor.insert_slice %q into %0[2] [2] [1] : tensor<2xf32> into tensor<4xf32>
  %2 = tensor.insert_slice %r into %1[1] [1] [1] : tensor<1xf32> into tensor<4xf32>
  %3 = tensor.insert_slice %r into %1[3] [1] [1] : tensor<1xf32> into tensor<4xf32>
  return %2, %3 : tensor<4xf32>, tensor<4xf32>
}
