// Parts that are at different positions for each element are read from the tensor of all elements. The derivative changes
// these parts alone, not all of an element.
// RUN: ag-opt --ag-differentiate=grad=main %s | FileCheck %s
// RUN: ag-run %s --input=randn:1 --input=iota --verify-grad

// CHECK-LABEL: func.func @main_grad(
// CHECK-NOT: tensor<97x3xf64>
// CHECK: return
func.func @main(%x: tensor<2x97x3xf64>, %i: tensor<2xi64>) -> (tensor<2x1x3xf64>, tensor<2xf64>) {
  %r = ag.vmap @slice in [0, 0] out [0] (%x, %i) : (tensor<2x97x3xf64>, tensor<2xi64>) -> tensor<2x1x3xf64>
  %s = ag.vmap @element in [0, 0] out [0] (%x, %i) : (tensor<2x97x3xf64>, tensor<2xi64>) -> tensor<2xf64>
  return %r, %s : tensor<2x1x3xf64>, tensor<2xf64>
}
func.func private @slice(%x: tensor<97x3xf64>, %i: index) -> tensor<1x3xf64> {
  %y = tensor.extract_slice %x [%i, 0] [1, 3] [1, 1] : tensor<97x3xf64> to tensor<1x3xf64>
  return %y : tensor<1x3xf64>
}
func.func private @element(%x: tensor<97x3xf64>, %i: index) -> f64 {
  %c1 = arith.constant 1 : index
  %y = tensor.extract %x [%i, %c1] : tensor<97x3xf64>
  return %y : f64
}
