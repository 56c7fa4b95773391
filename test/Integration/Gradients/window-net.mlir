// A convolution, ReLU, max pooling, and a linear layer.
// RUN: ag-run %s --verify-grad
func.func @main(%x: tensor<2x6x6x1xf32>, %w: tensor<3x3x1x2xf32>, %v: tensor<8x3xf32>) -> tensor<2x3xf32> {
  %zero = arith.constant 0.0 : f32
  %least = arith.constant -3.4e38 : f32
  %e0 = tensor.empty() : tensor<2x4x4x2xf32>
  %i0 = linalg.fill ins(%zero : f32) outs(%e0 : tensor<2x4x4x2xf32>) -> tensor<2x4x4x2xf32>
  %0 = linalg.conv_2d_nhwc_hwcf ins(%x, %w : tensor<2x6x6x1xf32>, tensor<3x3x1x2xf32>) outs(%i0 : tensor<2x4x4x2xf32>) -> tensor<2x4x4x2xf32>
  %1 = linalg.generic {indexing_maps = [affine_map<(a, b, c, d) -> (a, b, c, d)>, affine_map<(a, b, c, d) -> (a, b, c, d)>],
      iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%0 : tensor<2x4x4x2xf32>) outs(%e0 : tensor<2x4x4x2xf32>) {
  ^bb0(%in: f32, %out: f32):
    %c = arith.cmpf ugt, %in, %zero : f32
    %s = arith.select %c, %in, %zero : f32
    linalg.yield %s : f32
  } -> tensor<2x4x4x2xf32>
  %window = tensor.empty() : tensor<2x2xf32>
  %e1 = tensor.empty() : tensor<2x2x2x2xf32>
  %i1 = linalg.fill ins(%least : f32) outs(%e1 : tensor<2x2x2x2xf32>) -> tensor<2x2x2x2xf32>
  %2 = linalg.pooling_nhwc_max {dilations = dense<1> : tensor<2xi64>, strides = dense<2> : tensor<2xi64>}
    ins(%1, %window : tensor<2x4x4x2xf32>, tensor<2x2xf32>) outs(%i1 : tensor<2x2x2x2xf32>) -> tensor<2x2x2x2xf32>
  %3 = tensor.collapse_shape %2 [[0], [1, 2, 3]] : tensor<2x2x2x2xf32> into tensor<2x8xf32>
  %e2 = tensor.empty() : tensor<2x3xf32>
  %i2 = linalg.fill ins(%zero : f32) outs(%e2 : tensor<2x3xf32>) -> tensor<2x3xf32>
  %4 = linalg.matmul ins(%3, %v : tensor<2x8xf32>, tensor<8x3xf32>) outs(%i2 : tensor<2x3xf32>) -> tensor<2x3xf32>
  return %4 : tensor<2x3xf32>
}
