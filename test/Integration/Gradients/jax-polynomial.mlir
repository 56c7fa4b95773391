// A polynomial and its derivative, coefficient by coefficient, from JAX.
// RUN: ag-run %s --verify-grad
#map = affine_map<(d0) -> (d0)>
#map1 = affine_map<(d0) -> ()>
module @jit_polynomial {
  func.func @main(%arg0: tensor<5xf32>, %arg1: tensor<3xf32>) -> tensor<3xf32> {
    %c4 = arith.constant 4 : index
    %c0 = arith.constant 0 : index
    %cst = arith.constant dense<0.000000e+00> : tensor<3xf32>
    %c0_i32 = arith.constant 0 : i32
    %c5_i32 = arith.constant 5 : i32
    %c1_i32 = arith.constant 1 : i32
    %0:2 = scf.for %arg2 = %c0_i32 to %c5_i32 step %c1_i32 iter_args(%arg3 = %cst, %arg4 = %cst) -> (tensor<3xf32>, tensor<3xf32>)  : i32 {
      %3 = arith.index_cast %arg2 : i32 to index
      %4 = arith.maxsi %3, %c0 : index
      %5 = arith.minsi %4, %c4 : index
      %extracted_slice = tensor.extract_slice %arg0[%5] [1] [1] : tensor<5xf32> to tensor<1xf32>
      %collapsed = tensor.collapse_shape %extracted_slice [] : tensor<1xf32> into tensor<f32>
      %6 = tensor.empty() : tensor<3xf32>
      %7 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel"]} ins(%arg3, %arg1 : tensor<3xf32>, tensor<3xf32>) outs(%6 : tensor<3xf32>) {
      ^bb0(%in: f32, %in_0: f32, %out: f32):
        %16 = arith.mulf %in, %in_0 : f32
        linalg.yield %16 : f32
      } -> tensor<3xf32>
      %8 = tensor.empty() : tensor<3xf32>
      %9 = linalg.generic {indexing_maps = [#map1, #map], iterator_types = ["parallel"]} ins(%collapsed : tensor<f32>) outs(%8 : tensor<3xf32>) {
      ^bb0(%in: f32, %out: f32):
        linalg.yield %in : f32
      } -> tensor<3xf32>
      %10 = tensor.empty() : tensor<3xf32>
      %11 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel"]} ins(%7, %9 : tensor<3xf32>, tensor<3xf32>) outs(%10 : tensor<3xf32>) {
      ^bb0(%in: f32, %in_0: f32, %out: f32):
        %16 = arith.addf %in, %in_0 : f32
        linalg.yield %16 : f32
      } -> tensor<3xf32>
      %12 = tensor.empty() : tensor<3xf32>
      %13 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel"]} ins(%arg4, %arg1 : tensor<3xf32>, tensor<3xf32>) outs(%12 : tensor<3xf32>) {
      ^bb0(%in: f32, %in_0: f32, %out: f32):
        %16 = arith.mulf %in, %in_0 : f32
        linalg.yield %16 : f32
      } -> tensor<3xf32>
      %14 = tensor.empty() : tensor<3xf32>
      %15 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel"]} ins(%13, %arg3 : tensor<3xf32>, tensor<3xf32>) outs(%14 : tensor<3xf32>) {
      ^bb0(%in: f32, %in_0: f32, %out: f32):
        %16 = arith.addf %in, %in_0 : f32
        linalg.yield %16 : f32
      } -> tensor<3xf32>
      scf.yield %11, %15 : tensor<3xf32>, tensor<3xf32>
    }
    %1 = tensor.empty() : tensor<3xf32>
    %2 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel"]} ins(%0#0, %0#1 : tensor<3xf32>, tensor<3xf32>) outs(%1 : tensor<3xf32>) {
    ^bb0(%in: f32, %in_0: f32, %out: f32):
      %3 = arith.mulf %in, %in_0 : f32
      linalg.yield %3 : f32
    } -> tensor<3xf32>
    return %2 : tensor<3xf32>
  }
}

