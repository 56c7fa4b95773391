// A convolution of a volume, and the sum of its squares.
// RUN: ag-run %s --verify-grad
func.func @main(%x: tensor<1x4x3x3x1xf32>, %w: tensor<2x2x2x1x2xf32>) -> tensor<f32> {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<1x3x2x2x2xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<1x3x2x2x2xf32>) -> tensor<1x3x2x2x2xf32>
  %0 = linalg.conv_3d_ndhwc_dhwcf ins(%x, %w : tensor<1x4x3x3x1xf32>, tensor<2x2x2x1x2xf32>)
    outs(%init : tensor<1x3x2x2x2xf32>) -> tensor<1x3x2x2x2xf32>
  %1 = linalg.square ins(%0 : tensor<1x3x2x2x2xf32>) outs(%empty : tensor<1x3x2x2x2xf32>) -> tensor<1x3x2x2x2xf32>
  %start = arith.constant dense<0.0> : tensor<f32>
  %2 = linalg.reduce { arith.addf } ins(%1 : tensor<1x3x2x2x2xf32>) outs(%start : tensor<f32>) dimensions = [0, 1, 2, 3, 4]
  return %2 : tensor<f32>
}
