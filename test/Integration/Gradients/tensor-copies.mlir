// One element is copied to several elements, to a complete tensor, and to the padding.
// RUN: ag-run %s --verify-grad
func.func @main(%x: tensor<2xf64>, %y: tensor<2x3xf64>) -> (tensor<2x2xf64>, tensor<3x3xf64>, tensor<5x5xf64>, tensor<2x6xf64>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %a = tensor.extract %x[%c0] : tensor<2xf64>
  %b = tensor.extract %x[%c1] : tensor<2xf64>
  %q = arith.mulf %a, %b : f64
  %f = tensor.from_elements %a, %q, %b, %a : tensor<2x2xf64>
  %s = tensor.splat %q : tensor<3x3xf64>
  %p = tensor.pad %y low[1, 2] high[2, 0] {
  ^bb0(%i: index, %j: index):
    tensor.yield %q : f64
  } : tensor<2x3xf64> to tensor<5x5xf64>
  %k = tensor.concat dim(1) %y, %y : (tensor<2x3xf64>, tensor<2x3xf64>) -> tensor<2x6xf64>
  return %f, %s, %p, %k : tensor<2x2xf64>, tensor<3x3xf64>, tensor<5x5xf64>, tensor<2x6xf64>
}
