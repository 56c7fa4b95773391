// A convolution in two groups of channels, from JAX.
// RUN: ag-run %s --verify-grad
#map = affine_map<(d0, d1, d2, d3, d4, d5, d6, d7) -> (d7, d3 + d4, d5 + d6, d0, d1)>
#map1 = affine_map<(d0, d1, d2, d3, d4, d5, d6, d7) -> (d4, d6, d1, d0, d2)>
#map2 = affine_map<(d0, d1, d2, d3, d4, d5, d6, d7) -> (d7, d3, d5, d0, d2)>
module @jit__lambda {
  func.func @main(%arg0: tensor<1x4x4x4xf32>, %arg1: tensor<2x2x2x4xf32>) -> tensor<1x3x3x4xf32> {
    %cst = arith.constant 0.000000e+00 : f32
    %expanded = tensor.expand_shape %arg0 [[0], [1], [2], [3, 4]] output_shape [1, 4, 4, 2, 2] : tensor<1x4x4x4xf32> into tensor<1x4x4x2x2xf32>
    %expanded_0 = tensor.expand_shape %arg1 [[0], [1], [2], [3, 4]] output_shape [2, 2, 2, 2, 2] : tensor<2x2x2x4xf32> into tensor<2x2x2x2x2xf32>
    %0 = tensor.empty() : tensor<1x3x3x2x2xf32>
    %1 = linalg.fill ins(%cst : f32) outs(%0 : tensor<1x3x3x2x2xf32>) -> tensor<1x3x3x2x2xf32>
    %2 = linalg.generic {indexing_maps = [#map, #map1, #map2], iterator_types = ["parallel", "reduction", "parallel", "parallel", "reduction", "parallel", "reduction", "parallel"]} ins(%expanded, %expanded_0 : tensor<1x4x4x2x2xf32>, tensor<2x2x2x2x2xf32>) outs(%1 : tensor<1x3x3x2x2xf32>) {
    ^bb0(%in: f32, %in_1: f32, %out: f32):
      %3 = arith.mulf %in, %in_1 : f32
      %4 = arith.addf %out, %3 : f32
      linalg.yield %4 : f32
    } -> tensor<1x3x3x2x2xf32>
    %collapsed = tensor.collapse_shape %2 [[0], [1], [2], [3, 4]] : tensor<1x3x3x2x2xf32> into tensor<1x3x3x4xf32>
    return %collapsed : tensor<1x3x3x4xf32>
  }
}

