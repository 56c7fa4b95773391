// Each channel has filters of its own. The strides differ.
// RUN: ag-run %s --verify-grad
func.func @main(%x: tensor<1x5x6x2xf32>, %w: tensor<2x3x2x2xf32>) -> tensor<1x4x2x2x2xf32> {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<1x4x2x2x2xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<1x4x2x2x2xf32>) -> tensor<1x4x2x2x2xf32>
  %0 = linalg.depthwise_conv_2d_nhwc_hwcm {dilations = dense<1> : tensor<2xi64>, strides = dense<[1, 2]> : tensor<2xi64>}
    ins(%x, %w : tensor<1x5x6x2xf32>, tensor<2x3x2x2xf32>) outs(%init : tensor<1x4x2x2x2xf32>) -> tensor<1x4x2x2x2xf32>
  return %0 : tensor<1x4x2x2x2xf32>
}
