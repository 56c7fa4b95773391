// A dilated convolution of separate groups of channels.
// RUN: ag-run %s --verify-grad
func.func @main(%x: tensor<1x2x2x6x6xf64>, %w: tensor<2x3x2x2x2xf64>) -> tensor<1x2x3x2x2xf64> {
  %zero = arith.constant 0.0 : f64
  %empty = tensor.empty() : tensor<1x2x3x2x2xf64>
  %init = linalg.fill ins(%zero : f64) outs(%empty : tensor<1x2x3x2x2xf64>) -> tensor<1x2x3x2x2xf64>
  %0 = linalg.conv_2d_ngchw_gfchw {dilations = dense<3> : tensor<2xi64>, strides = dense<2> : tensor<2xi64>}
    ins(%x, %w : tensor<1x2x2x6x6xf64>, tensor<2x3x2x2x2xf64>) outs(%init : tensor<1x2x3x2x2xf64>) -> tensor<1x2x3x2x2xf64>
  return %0 : tensor<1x2x3x2x2xf64>
}
