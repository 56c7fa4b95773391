// A choice between two branches by a sum, from JAX.
// RUN: ag-run %s --verify-grad
#map = affine_map<(d0) -> (d0)>
#map1 = affine_map<(d0) -> ()>
#map2 = affine_map<() -> ()>
module @jit__lambda {
  func.func @main(%arg0: tensor<4xf32>, %arg1: tensor<4xf32>) -> tensor<4xf32> {
    %c0_i32 = arith.constant 0 : i32
    %cst = arith.constant 0.000000e+00 : f32
    %0 = tensor.empty() : tensor<f32>
    %1 = linalg.fill ins(%cst : f32) outs(%0 : tensor<f32>) -> tensor<f32>
    %2 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["reduction"]} ins(%arg0 : tensor<4xf32>) outs(%1 : tensor<f32>) {
    ^bb0(%in: f32, %out: f32):
      %10 = arith.addf %out, %in : f32
      linalg.yield %10 : f32
    } -> tensor<f32>
    %3 = tensor.empty() : tensor<i1>
    %4 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = []} ins(%2 : tensor<f32>) outs(%3 : tensor<i1>) {
    ^bb0(%in: f32, %out: i1):
      %10 = arith.cmpf ogt, %in, %cst : f32
      linalg.yield %10 : i1
    } -> tensor<i1>
    %5 = tensor.empty() : tensor<i32>
    %6 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = []} ins(%4 : tensor<i1>) outs(%5 : tensor<i32>) {
    ^bb0(%in: i1, %out: i32):
      %10 = arith.extui %in : i1 to i32
      linalg.yield %10 : i32
    } -> tensor<i32>
    %7 = tensor.empty() : tensor<i1>
    %8 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = []} ins(%6 : tensor<i32>) outs(%7 : tensor<i1>) {
    ^bb0(%in: i32, %out: i1):
      %10 = arith.cmpi eq, %in, %c0_i32 : i32
      linalg.yield %10 : i1
    } -> tensor<i1>
    %extracted = tensor.extract %8[] : tensor<i1>
    %9 = scf.if %extracted -> (tensor<4xf32>) {
      %10 = tensor.empty() : tensor<4xf32>
      %11 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel"]} ins(%arg0, %arg1 : tensor<4xf32>, tensor<4xf32>) outs(%10 : tensor<4xf32>) {
      ^bb0(%in: f32, %in_0: f32, %out: f32):
        %12 = arith.subf %in, %in_0 : f32
        linalg.yield %12 : f32
      } -> tensor<4xf32>
      scf.yield %11 : tensor<4xf32>
    } else {
      %10 = tensor.empty() : tensor<4xf32>
      %11 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel"]} ins(%arg0 : tensor<4xf32>) outs(%10 : tensor<4xf32>) {
      ^bb0(%in: f32, %out: f32):
        %14 = math.exp %in : f32
        linalg.yield %14 : f32
      } -> tensor<4xf32>
      %12 = tensor.empty() : tensor<4xf32>
      %13 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel"]} ins(%11, %arg1 : tensor<4xf32>, tensor<4xf32>) outs(%12 : tensor<4xf32>) {
      ^bb0(%in: f32, %in_0: f32, %out: f32):
        %14 = arith.mulf %in, %in_0 : f32
        linalg.yield %14 : f32
      } -> tensor<4xf32>
      scf.yield %13 : tensor<4xf32>
    }
    return %9 : tensor<4xf32>
  }
}

