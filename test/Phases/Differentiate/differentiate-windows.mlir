// The gradients of a convolution are contractions, to any order; dimensions that
// no operand has are broadcast. The gradient of average pooling sums windows of
// its cotangent, that of max pooling splits a cotangent among equal elements.
// RUN: ag-opt --grad=main %s | FileCheck %s
// RUN: ag-opt "--grad=back;wide;mean;largest" %s | FileCheck %s --check-prefix=MORE
// RUN: ag-run %s --verify-grad --entry=main | FileCheck %s --check-prefix=PROOF
// RUN: ag-opt --grad=main %s | ag-run - --verify-grad --entry=main_grad | FileCheck %s --check-prefix=SECOND
// RUN: ag-run %s --verify-grad --entry=back --dim y=2 --dim h=10 | FileCheck %s --check-prefix=BACK
// RUN: ag-run %s --verify-grad --entry=wide | FileCheck %s --check-prefix=WIDE
// RUN: ag-run %s --verify-grad --entry=mean --dim k=3 --dim y=4 | FileCheck %s --check-prefix=MEAN
// RUN: ag-run %s --verify-grad --entry=largest | FileCheck %s --check-prefix=LARGEST
// RUN: ag-run %s --grad=largest --entry=largest_grad --input=ones --input=ones --print | FileCheck %s --check-prefix=EQUAL
// RUN: ag-run %s --verify-grad --entry=nowhere | FileCheck %s --check-prefix=NOWHERE

// CHECK-LABEL: func.func @main_grad(
// CHECK-NEXT: %[[DX:.*]] = ag.contract "nyxo,uvio->n(2y+u)(2x+v)i" %arg2, %arg1 : tensor<2x4x4x3xf32>, tensor<3x3x2x3xf32> -> tensor<2x9x10x2xf32>
// CHECK-NEXT: %[[DW:.*]] = ag.contract "n(2y+u)(2x+v)i,nyxo->uvio" %arg0, %arg2 : tensor<2x9x10x2xf32>, tensor<2x4x4x3xf32> -> tensor<3x3x2x3xf32>
// CHECK-NEXT: return %[[DX]], %[[DW]]
func.func @main(%x: tensor<2x9x10x2xf32>, %w: tensor<3x3x2x3xf32>) -> tensor<2x4x4x3xf32> {
  %y = ag.contract "n(2y+u)(2x+v)i,uvio->nyxo" %x, %w : tensor<2x9x10x2xf32>, tensor<3x3x2x3xf32> -> tensor<2x4x4x3xf32>
  return %y : tensor<2x4x4x3xf32>
}
// PROOF: gradient against duals: same, @main_grad
// PROOF: tangents against duals: same, @main_jvp
// PROOF: compiled against interpreted: @main_grad: same
// SECOND: gradient against duals: same, @main_grad_grad
// SECOND: compiled against interpreted: @main_grad_grad: same

// MORE-LABEL: func.func @back_grad(
// MORE: ag.contract "n(3u+2y)i,uio->nyo" %{{.*}}, %arg1
// MORE: ag.contract "nyo,n(3u+2y)i->uio" %arg0, %
func.func @back(%g: tensor<2x?x3xf32> {ag.dims = [2, "y", 3]}, %w: tensor<3x2x3xf32>,
                %like: tensor<?xi8> {ag.dims = ["h"]}) -> tensor<2x?x2xf32> {
  %c0 = arith.constant 0 : index
  %h = tensor.dim %like, %c0 : tensor<?xi8>
  %x = ag.contract "nyo,uio->n(2y+3u)i" %g, %w (%h) : tensor<2x?x3xf32>, tensor<3x2x3xf32> -> tensor<2x?x2xf32>
  return %x : tensor<2x?x2xf32>
}
// BACK: gradient against duals: same, @back_grad
// BACK: compiled against interpreted: @back_grad: same

// Here a dimension of one operand alone is summed over.
// MORE-LABEL: func.func @wide_grad(
// MORE: %[[G:.*]] = ag.contract "ny,u->n(y+u)" %arg2, %arg1
// MORE: ag.broadcast %[[G]] [0, 1] : tensor<2x5xf32> -> tensor<2x5x3xf32>
func.func @wide(%x: tensor<2x5x3xf32>, %w: tensor<2xf32>) -> tensor<2x4xf32> {
  %y = ag.contract "n(y+u)i,u->ny" %x, %w : tensor<2x5x3xf32>, tensor<2xf32> -> tensor<2x4xf32>
  return %y : tensor<2x4xf32>
}
// WIDE: gradient against duals: same, @wide_grad

// MORE-LABEL: func.func @mean_grad(
// MORE: ag.reduce_window sum "nyc->n(2y+u)c" %arg{{[0-9]}} [u = %
func.func @mean(%x: tensor<2x9x3xf32>, %like: tensor<?x?xi8> {ag.dims = ["k", "y"]}) -> tensor<2x?x3xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %k = tensor.dim %like, %c0 : tensor<?x?xi8>
  %ys = tensor.dim %like, %c1 : tensor<?x?xi8>
  %y = ag.reduce_window sum "n(2y+u)c->nyc" %x [u = %k] (%ys) : tensor<2x9x3xf32> -> tensor<2x?x3xf32>
  return %y : tensor<2x?x3xf32>
}
// MEAN: gradient against duals: same, @mean_grad
// MEAN: compiled against interpreted: @mean_grad: same

// MORE-LABEL: func.func @largest_grad(
// MORE: %[[Y:.*]] = ag.reduce_window max "n(2y+u)c->nyc" %arg0 [u = 3]
// MORE: %[[COUNT:.*]] = linalg.generic {{.*}} ins(%arg0, %[[Y]]
// MORE: %[[SHARE:.*]] = ag.div %arg1, %[[COUNT]]
// MORE: linalg.generic {{.*}} ins(%arg0, %[[Y]], %[[SHARE]]
func.func @largest(%x: tensor<2x9x3xf32>) -> tensor<2x4x3xf32> {
  %y = ag.reduce_window max "n(2y+u)c->nyc" %x [u = 3] : tensor<2x9x3xf32> -> tensor<2x4x3xf32>
  return %y : tensor<2x4x3xf32>
}
// LARGEST: gradient against duals: same, @largest_grad

// Three elements are equal in each window, and some are in two windows.
// EQUAL: 0.333333333, 0.333333333, 0.333333333], [0.333333333, 0.333333333, 0.333333333], [0.666666667,

// A maximum over no elements has the tangent 0.
func.func @nowhere(%x: tensor<3xf64>, %y: tensor<3x0xf64>, %z: tensor<3xf64>) -> (tensor<8xf64>, tensor<3xf64>) {
  %0 = ag.reduce_window max "y->(3y)" %x : tensor<3xf64> -> tensor<8xf64>
  %1 = ag.exp %0 : tensor<8xf64>
  %2 = ag.reduce max %y [1] : tensor<3x0xf64> -> tensor<3xf64>
  %3 = ag.exp %2 : tensor<3xf64>
  %4 = ag.add %3, %z : tensor<3xf64>
  return %1, %4 : tensor<8xf64>, tensor<3xf64>
}
// NOWHERE: tangents against duals: same, @nowhere_jvp
