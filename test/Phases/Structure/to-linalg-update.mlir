// y is inserted into x; its bounds are checked before.
// RUN: ag-opt --ag-insert-checks --ag-to-linalg --canonicalize --cse %s | FileCheck %s
// RUN: ag-run %s --entry=main --dim=n=2 --dim=k=4 --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=main --dim=n=0 --dim=k=5 --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=main --dim=n=0 --dim=k=6 --on=cpu --input=randn:1 --same-as=%s
// RUN: not ag-run %s --entry=main --dim=n=1 --dim=k=6 --input=iota 2>&1 | FileCheck %s --check-prefix=INTERPRETED
// RUN: not ag-run %s --entry=main --dim=n=1 --dim=k=6 --input=iota --on=cpu 2>&1 | FileCheck %s --check-prefix=COMPILED
// INTERPRETED: to-linalg-update.mlir:[[#@LINE+15]]:8: error: 'ag.update' [bounds] 1 elements from 4 on, 1 apart, do not fit into dimension 0 of size 4
// COMPILED: error: ag.update: 1 elements from 4 on, 1 apart, do not fit into a dimension of 4

// CHECK-LABEL: func.func @main(
// CHECK: %[[K:.*]] = tensor.dim %arg2, %c0
// CHECK: %[[I:.*]] = affine.apply {{.*}}[%[[K]]]
// CHECK: %[[N:.*]] = tensor.dim %arg1, %c0
// CHECK: ag.require %{{.*}}, "ag.update: {0} elements from {1} on, {2} apart, do not fit into a dimension of {3}" (%[[N]], %[[I]], %c1, %c4)
// CHECK-NOT: ag.require
// CHECK: tensor.insert_slice %arg1 into %arg0[%[[I]], 2] [%[[N]], 2] [1, 3] : tensor<?x2xi8> into tensor<4x8xi8>
func.func @main(%x: tensor<4x8xi1>, %y: tensor<?x2xi1> {ag.dims = ["n", 2]}, %z: tensor<?xf32> {ag.dims = ["k"]})
    -> tensor<4x8xi1> {
  %c0 = arith.constant 0 : index
  %k = tensor.dim %z, %c0 : tensor<?xf32>
  %i = affine.apply affine_map<()[k] -> (k - 2)>()[%k]
  %0 = ag.update %x, %y [%i, 2] [1, 3] : tensor<4x8xi1>, tensor<?x2xi1> -> tensor<4x8xi1>
  return %0 : tensor<4x8xi1>
}

// An update at the very end has to be empty.
// RUN: ag-run %s --entry=end --dim=n=0 --on=cpu --input=randn:1 --same-as=%s
// RUN: not ag-run %s --entry=end --dim=n=1 --on=cpu --input=randn:1 2>&1 | FileCheck %s --check-prefix=COMPILED
// CHECK-LABEL: func.func @end(
// CHECK: tensor.insert_slice %arg1 into %{{.*}}[4, 0] [%{{.*}}, 8] [1, 1] : tensor<?x8xf32> into tensor<?x?xf32>
func.func @end(%x: tensor<4x8xf32>, %y: tensor<?x8xf32> {ag.dims = ["n", 8]}) -> tensor<4x8xf32> {
  %0 = ag.update %x, %y [4, 0] [1, 1] : tensor<4x8xf32>, tensor<?x8xf32> -> tensor<4x8xf32>
  return %0 : tensor<4x8xf32>
}
