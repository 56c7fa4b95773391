// Products over rows, some with elements that are 0, from JAX.
// RUN: ag-run %s --verify-grad
#map = affine_map<(d0, d1) -> (d0, d1)>
#map1 = affine_map<(d0, d1) -> (d0)>
#map2 = affine_map<(d0) -> (d0)>
module @jit__lambda {
  func.func @main(%arg0: tensor<3x4xf32>) -> tensor<3xf32> {
    %cst = arith.constant 1.000000e+00 : f32
    %cst_0 = arith.constant 0.000000e+00 : f32
    %cst_1 = arith.constant 0.899999976 : f32
    %0 = tensor.empty() : tensor<3x4xi1>
    %1 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%arg0 : tensor<3x4xf32>) outs(%0 : tensor<3x4xi1>) {
    ^bb0(%in: f32, %out: i1):
      %9 = arith.cmpf ogt, %in, %cst_1 : f32
      linalg.yield %9 : i1
    } -> tensor<3x4xi1>
    %2 = tensor.empty() : tensor<3x4xf32>
    %3 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel", "parallel"]} ins(%1, %arg0 : tensor<3x4xi1>, tensor<3x4xf32>) outs(%2 : tensor<3x4xf32>) {
    ^bb0(%in: i1, %in_2: f32, %out: f32):
      %9 = arith.select %in, %cst_0, %in_2 : f32
      linalg.yield %9 : f32
    } -> tensor<3x4xf32>
    %4 = tensor.empty() : tensor<3xf32>
    %5 = linalg.fill ins(%cst : f32) outs(%4 : tensor<3xf32>) -> tensor<3xf32>
    %6 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "reduction"]} ins(%3 : tensor<3x4xf32>) outs(%5 : tensor<3xf32>) {
    ^bb0(%in: f32, %out: f32):
      %9 = arith.mulf %out, %in : f32
      linalg.yield %9 : f32
    } -> tensor<3xf32>
    %extracted_slice = tensor.extract_slice %arg0[0, 0] [3, 1] [1, 1] : tensor<3x4xf32> to tensor<3x1xf32>
    %collapsed = tensor.collapse_shape %extracted_slice [[0, 1]] : tensor<3x1xf32> into tensor<3xf32>
    %7 = tensor.empty() : tensor<3xf32>
    %8 = linalg.generic {indexing_maps = [#map2, #map2, #map2], iterator_types = ["parallel"]} ins(%6, %collapsed : tensor<3xf32>, tensor<3xf32>) outs(%7 : tensor<3xf32>) {
    ^bb0(%in: f32, %in_2: f32, %out: f32):
      %9 = arith.addf %in, %in_2 : f32
      linalg.yield %9 : f32
    } -> tensor<3xf32>
    return %8 : tensor<3xf32>
  }
}

