// Tensors of one element are reshaped to rank 0 and back, with static and
// dynamic sizes.
// RUN: ag-run %s --dim=n=1 --on=cpu --input=iota --same-as=%s
// RUN: ag-compile %s -o %t.o
// RUN: not ag-run %s --dim=n=2 --on=cpu --input=iota 2>&1 | FileCheck %s
// CHECK: error: ag.reshape: 2 elements do not become 1
func.func @f(%x: tensor<f32>, %y: tensor<?xf32> {ag.dims = ["n"]},
    %z: tensor<1x1xf32>, %w: tensor<1xi1>, %b: tensor<?x?xf32> {ag.dims = ["n", "n"]}, %u: tensor<ui8>)
    -> (tensor<1xf32>, tensor<f32>, tensor<f32>, tensor<i1>, tensor<f32>, tensor<1x1x1xui8>, tensor<?x1xf32>, tensor<f32>) {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %y, %c0 : tensor<?xf32>
  %0 = ag.reshape %x : tensor<f32> -> tensor<1xf32>
  %1 = ag.reshape %y : tensor<?xf32> -> tensor<f32>
  %2 = ag.reshape %z : tensor<1x1xf32> -> tensor<f32>
  %3 = ag.reshape %w : tensor<1xi1> -> tensor<i1>
  %4 = ag.reshape %b : tensor<?x?xf32> -> tensor<f32>
  %5 = ag.reshape %u : tensor<ui8> -> tensor<1x1x1xui8>
  %6 = ag.reshape %x (%n) : tensor<f32> -> tensor<?x1xf32>
  %7 = ag.reshape %x : tensor<f32> -> tensor<f32>
  return %0, %1, %2, %3, %4, %5, %6, %7 :
    tensor<1xf32>, tensor<f32>, tensor<f32>, tensor<i1>, tensor<f32>, tensor<1x1x1xui8>, tensor<?x1xf32>, tensor<f32>
}
