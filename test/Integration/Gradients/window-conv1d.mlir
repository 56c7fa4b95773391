// A convolution over a sequence, with stride and dilation.
// RUN: ag-run %s --verify-grad
func.func @main(%x: tensor<1x9x2xf32>, %w: tensor<3x2x3xf32>, %init: tensor<1x3x3xf32>) -> tensor<1x3x3xf32> {
  %0 = linalg.conv_1d_nwc_wcf {dilations = dense<2> : vector<1xi64>, strides = dense<2> : vector<1xi64>}
    ins(%x, %w : tensor<1x9x2xf32>, tensor<3x2x3xf32>) outs(%init : tensor<1x3x3xf32>) -> tensor<1x3x3xf32>
  return %0 : tensor<1x3x3xf32>
}
