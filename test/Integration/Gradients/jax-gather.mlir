// Rows at a table of indices, from JAX.
// RUN: ag-run %s --verify-grad
#map = affine_map<(d0, d1) -> (d0, d1)>
#map1 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2)>
#map2 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>
#map3 = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
module @jit__lambda {
  func.func @main(%arg0: tensor<5x2xf32>, %arg1: tensor<2x2xi32>) -> tensor<2x2x2xf32> {
    %cst = arith.constant 2.000000e+00 : f32
    %c5_i32 = arith.constant 5 : i32
    %c0_i32 = arith.constant 0 : i32
    %0 = tensor.empty() : tensor<2x2xi1>
    %1 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%arg1 : tensor<2x2xi32>) outs(%0 : tensor<2x2xi1>) {
    ^bb0(%in: i32, %out: i1):
      %12 = arith.cmpi slt, %in, %c0_i32 : i32
      linalg.yield %12 : i1
    } -> tensor<2x2xi1>
    %2 = tensor.empty() : tensor<2x2xi32>
    %3 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%arg1 : tensor<2x2xi32>) outs(%2 : tensor<2x2xi32>) {
    ^bb0(%in: i32, %out: i32):
      %12 = arith.addi %in, %c5_i32 : i32
      linalg.yield %12 : i32
    } -> tensor<2x2xi32>
    %4 = tensor.empty() : tensor<2x2xi32>
    %5 = linalg.generic {indexing_maps = [#map, #map, #map, #map], iterator_types = ["parallel", "parallel"]} ins(%1, %3, %arg1 : tensor<2x2xi1>, tensor<2x2xi32>, tensor<2x2xi32>) outs(%4 : tensor<2x2xi32>) {
    ^bb0(%in: i1, %in_0: i32, %in_1: i32, %out: i32):
      %12 = arith.select %in, %in_0, %in_1 : i32
      linalg.yield %12 : i32
    } -> tensor<2x2xi32>
    %expanded = tensor.expand_shape %5 [[0], [1, 2]] output_shape [2, 2, 1] : tensor<2x2xi32> into tensor<2x2x1xi32>
    %6 = tensor.empty() : tensor<2x2x1x2xf32>
    %7 = linalg.generic {indexing_maps = [#map1, #map2], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded : tensor<2x2x1xi32>) outs(%6 : tensor<2x2x1x2xf32>) {
    ^bb0(%in: i32, %out: f32):
      %12 = arith.index_cast %in : i32 to index
      %13 = linalg.index 3 : index
      %extracted = tensor.extract %arg0[%12, %13] : tensor<5x2xf32>
      linalg.yield %extracted : f32
    } -> tensor<2x2x1x2xf32>
    %8 = tensor.empty() : tensor<2x2x1x2xf32>
    %9 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%7 : tensor<2x2x1x2xf32>) outs(%8 : tensor<2x2x1x2xf32>) {
    ^bb0(%in: f32, %out: f32):
      %12 = math.sin %in : f32
      linalg.yield %12 : f32
    } -> tensor<2x2x1x2xf32>
    %collapsed = tensor.collapse_shape %9 [[0], [1], [2, 3]] : tensor<2x2x1x2xf32> into tensor<2x2x2xf32>
    %10 = tensor.empty() : tensor<2x2x2xf32>
    %11 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%collapsed : tensor<2x2x2xf32>) outs(%10 : tensor<2x2x2xf32>) {
    ^bb0(%in: f32, %out: f32):
      %12 = arith.mulf %in, %cst : f32
      linalg.yield %12 : f32
    } -> tensor<2x2x2xf32>
    return %11 : tensor<2x2x2xf32>
  }
}

