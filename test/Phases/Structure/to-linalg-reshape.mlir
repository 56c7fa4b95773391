// A constant size becomes static in the type of the expand_shape.
// RUN: ag-opt %s --ag-to-linalg --canonicalize | FileCheck %s
// RUN: ag-run %s --dim=n=48 --dim=m=4 --on=cpu --input=randn:1 --same-as=%s
// RUN: not ag-run %s --dim=n=40 --dim=m=4 --on=cpu --input=randn:1 2>&1 | FileCheck %s --check-prefix=COUNT

// COUNT: error: ag.reshape:

// CHECK-LABEL: func.func @main
// CHECK: tensor.expand_shape {{.*}} output_shape [4, 12] : tensor<48xi32> into tensor<4x12xi32>
// CHECK: tensor.expand_shape {{.*}} output_shape [1, %{{.*}}] : tensor<?xi32> into tensor<1x?xi32>
func.func @main(%x: tensor<?xi32> {ag.dims = ["n"]}, %y: tensor<?xi32> {ag.dims = ["m"]})
    -> (tensor<?x?xi32>, tensor<?x?xi32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c4 = arith.constant 4 : index
  %c6 = arith.constant 6 : index
  %m = tensor.dim %y, %c0 : tensor<?xi32>
  %0 = ag.reshape %x (%c4, %c2, %c6) : tensor<?xi32> -> tensor<?x?x?xi32>
  %1 = tensor.collapse_shape %0 [[0], [1, 2]] : tensor<?x?x?xi32> into tensor<?x?xi32>
  %2 = ag.reshape %x (%c1, %m) : tensor<?xi32> -> tensor<?x?x12xi32>
  %3 = tensor.collapse_shape %2 [[0], [1, 2]] : tensor<?x?x12xi32> into tensor<?x?xi32>
  return %1, %3 : tensor<?x?xi32>, tensor<?x?xi32>
}
