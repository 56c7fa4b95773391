// Minima of dilated windows, and sums of windows of these minima.
// RUN: ag-run %s --verify-grad
func.func @main(%x: tensor<1x7x7x1xf64>) -> tensor<1x2x2x1xf64> {
  %most = arith.constant 0x7FF0000000000000 : f64
  %zero = arith.constant 0.0 : f64
  %window = tensor.empty() : tensor<2x2xf64>
  %empty = tensor.empty() : tensor<1x5x5x1xf64>
  %init = linalg.fill ins(%most : f64) outs(%empty : tensor<1x5x5x1xf64>) -> tensor<1x5x5x1xf64>
  %0 = linalg.pooling_nhwc_min {dilations = dense<2> : tensor<2xi64>, strides = dense<1> : tensor<2xi64>}
    ins(%x, %window : tensor<1x7x7x1xf64>, tensor<2x2xf64>) outs(%init : tensor<1x5x5x1xf64>) -> tensor<1x5x5x1xf64>
  %sums = tensor.empty() : tensor<1x2x2x1xf64>
  %zeros = linalg.fill ins(%zero : f64) outs(%sums : tensor<1x2x2x1xf64>) -> tensor<1x2x2x1xf64>
  %1 = linalg.pooling_nhwc_sum {dilations = dense<1> : tensor<2xi64>, strides = dense<3> : tensor<2xi64>}
    ins(%0, %window : tensor<1x5x5x1xf64>, tensor<2x2xf64>) outs(%zeros : tensor<1x2x2x1xf64>) -> tensor<1x2x2x1xf64>
  return %1 : tensor<1x2x2x1xf64>
}
