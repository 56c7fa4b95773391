// A scan that stacks results of rows, from JAX.
// RUN: ag-run %s --verify-grad
#map = affine_map<(d0) -> (d0)>
#map1 = affine_map<(d0, d1) -> (d1)>
#map2 = affine_map<(d0, d1) -> (d0, d1)>
module @jit_scan {
  func.func @main(%arg0: tensor<5x3xf32>, %arg1: tensor<3xf32>) -> tensor<5x3xf32> {
    %c4 = arith.constant 4 : index
    %c0 = arith.constant 0 : index
    %cst = arith.constant dense<0.000000e+00> : tensor<5x3xf32>
    %c0_i32 = arith.constant 0 : i32
    %c5_i32 = arith.constant 5 : i32
    %c1_i32 = arith.constant 1 : i32
    %0:2 = scf.for %arg2 = %c0_i32 to %c5_i32 step %c1_i32 iter_args(%arg3 = %arg1, %arg4 = %cst) -> (tensor<3xf32>, tensor<5x3xf32>)  : i32 {
      %1 = arith.index_cast %arg2 : i32 to index
      %2 = arith.maxsi %1, %c0 : index
      %3 = arith.minsi %2, %c4 : index
      %extracted_slice = tensor.extract_slice %arg0[%3, 0] [1, 3] [1, 1] : tensor<5x3xf32> to tensor<1x3xf32>
      %collapsed = tensor.collapse_shape %extracted_slice [[0, 1]] : tensor<1x3xf32> into tensor<3xf32>
      %4 = tensor.empty() : tensor<3xf32>
      %5 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel"]} ins(%arg3, %collapsed : tensor<3xf32>, tensor<3xf32>) outs(%4 : tensor<3xf32>) {
      ^bb0(%in: f32, %in_0: f32, %out: f32):
        %17 = arith.mulf %in, %in_0 : f32
        linalg.yield %17 : f32
      } -> tensor<3xf32>
      %6 = tensor.empty() : tensor<3xf32>
      %7 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel"]} ins(%5, %arg3 : tensor<3xf32>, tensor<3xf32>) outs(%6 : tensor<3xf32>) {
      ^bb0(%in: f32, %in_0: f32, %out: f32):
        %17 = arith.addf %in, %in_0 : f32
        linalg.yield %17 : f32
      } -> tensor<3xf32>
      %8 = tensor.empty() : tensor<3xf32>
      %9 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel"]} ins(%7 : tensor<3xf32>) outs(%8 : tensor<3xf32>) {
      ^bb0(%in: f32, %out: f32):
        %17 = math.tanh %in : f32
        linalg.yield %17 : f32
      } -> tensor<3xf32>
      %10 = tensor.empty() : tensor<3xf32>
      %11 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel"]} ins(%9, %collapsed : tensor<3xf32>, tensor<3xf32>) outs(%10 : tensor<3xf32>) {
      ^bb0(%in: f32, %in_0: f32, %out: f32):
        %17 = arith.mulf %in, %in_0 : f32
        linalg.yield %17 : f32
      } -> tensor<3xf32>
      %12 = tensor.empty() : tensor<1x3xf32>
      %13 = linalg.generic {indexing_maps = [#map1, #map2], iterator_types = ["parallel", "parallel"]} ins(%11 : tensor<3xf32>) outs(%12 : tensor<1x3xf32>) {
      ^bb0(%in: f32, %out: f32):
        linalg.yield %in : f32
      } -> tensor<1x3xf32>
      %14 = arith.index_cast %arg2 : i32 to index
      %15 = arith.maxsi %14, %c0 : index
      %16 = arith.minsi %15, %c4 : index
      %inserted_slice = tensor.insert_slice %13 into %arg4[%16, 0] [1, 3] [1, 1] : tensor<1x3xf32> into tensor<5x3xf32>
      scf.yield %9, %inserted_slice : tensor<3xf32>, tensor<5x3xf32>
    }
    return %0#1 : tensor<5x3xf32>
  }
}

