// Causal attention, from JAX.
// RUN: ag-run %s --verify-grad
#map = affine_map<(d0, d1) -> (d0, d1)>
#map1 = affine_map<(d0, d1) -> (d1, d0)>
#map2 = affine_map<(d0, d1) -> (d0)>
module @jit_attention {
  func.func @main(%arg0: tensor<4x3xf32>, %arg1: tensor<4x3xf32>, %arg2: tensor<4x2xf32>) -> tensor<4x2xf32> {
    %cst = arith.constant 0xFF800000 : f32
    %cst_0 = arith.constant -1.000000e+09 : f32
    %cst_1 = arith.constant 0.000000e+00 : f32
    %0 = tensor.empty() : tensor<4x4xi32>
    %1 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel", "parallel"]} outs(%0 : tensor<4x4xi32>) {
    ^bb0(%out: i32):
      %32 = linalg.index 0 : index
      %33 = arith.index_cast %32 : index to i32
      linalg.yield %33 : i32
    } -> tensor<4x4xi32>
    %2 = tensor.empty() : tensor<4x4xi32>
    %3 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel", "parallel"]} outs(%2 : tensor<4x4xi32>) {
    ^bb0(%out: i32):
      %32 = linalg.index 1 : index
      %33 = arith.index_cast %32 : index to i32
      linalg.yield %33 : i32
    } -> tensor<4x4xi32>
    %4 = tensor.empty() : tensor<4x4xi1>
    %5 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel", "parallel"]} ins(%1, %3 : tensor<4x4xi32>, tensor<4x4xi32>) outs(%4 : tensor<4x4xi1>) {
    ^bb0(%in: i32, %in_2: i32, %out: i1):
      %32 = arith.cmpi sge, %in, %in_2 : i32
      linalg.yield %32 : i1
    } -> tensor<4x4xi1>
    %6 = tensor.empty() : tensor<3x4xf32>
    %7 = linalg.generic {indexing_maps = [#map1, #map], iterator_types = ["parallel", "parallel"]} ins(%arg1 : tensor<4x3xf32>) outs(%6 : tensor<3x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<3x4xf32>
    %8 = tensor.empty() : tensor<4x4xf32>
    %9 = linalg.fill ins(%cst_1 : f32) outs(%8 : tensor<4x4xf32>) -> tensor<4x4xf32>
    %10 = linalg.matmul ins(%arg0, %7 : tensor<4x3xf32>, tensor<3x4xf32>) outs(%9 : tensor<4x4xf32>) -> tensor<4x4xf32>
    %11 = tensor.empty() : tensor<4x4xf32>
    %12 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel", "parallel"]} ins(%5, %10 : tensor<4x4xi1>, tensor<4x4xf32>) outs(%11 : tensor<4x4xf32>) {
    ^bb0(%in: i1, %in_2: f32, %out: f32):
      %32 = arith.select %in, %in_2, %cst_0 : f32
      linalg.yield %32 : f32
    } -> tensor<4x4xf32>
    %13 = tensor.empty() : tensor<4xf32>
    %14 = linalg.fill ins(%cst : f32) outs(%13 : tensor<4xf32>) -> tensor<4xf32>
    %15 = linalg.generic {indexing_maps = [#map, #map2], iterator_types = ["parallel", "reduction"]} ins(%12 : tensor<4x4xf32>) outs(%14 : tensor<4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %32 = arith.maximumf %out, %in : f32
      linalg.yield %32 : f32
    } -> tensor<4xf32>
    %16 = tensor.empty() : tensor<4x4xf32>
    %17 = linalg.generic {indexing_maps = [#map2, #map], iterator_types = ["parallel", "parallel"]} ins(%15 : tensor<4xf32>) outs(%16 : tensor<4x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<4x4xf32>
    %18 = tensor.empty() : tensor<4x4xf32>
    %19 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel", "parallel"]} ins(%12, %17 : tensor<4x4xf32>, tensor<4x4xf32>) outs(%18 : tensor<4x4xf32>) {
    ^bb0(%in: f32, %in_2: f32, %out: f32):
      %32 = arith.subf %in, %in_2 : f32
      linalg.yield %32 : f32
    } -> tensor<4x4xf32>
    %20 = tensor.empty() : tensor<4x4xf32>
    %21 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%19 : tensor<4x4xf32>) outs(%20 : tensor<4x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %32 = math.exp %in : f32
      linalg.yield %32 : f32
    } -> tensor<4x4xf32>
    %22 = tensor.empty() : tensor<4xf32>
    %23 = linalg.fill ins(%cst_1 : f32) outs(%22 : tensor<4xf32>) -> tensor<4xf32>
    %24 = linalg.generic {indexing_maps = [#map, #map2], iterator_types = ["parallel", "reduction"]} ins(%21 : tensor<4x4xf32>) outs(%23 : tensor<4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %32 = arith.addf %out, %in : f32
      linalg.yield %32 : f32
    } -> tensor<4xf32>
    %25 = tensor.empty() : tensor<4x4xf32>
    %26 = linalg.generic {indexing_maps = [#map2, #map], iterator_types = ["parallel", "parallel"]} ins(%24 : tensor<4xf32>) outs(%25 : tensor<4x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<4x4xf32>
    %27 = tensor.empty() : tensor<4x4xf32>
    %28 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel", "parallel"]} ins(%21, %26 : tensor<4x4xf32>, tensor<4x4xf32>) outs(%27 : tensor<4x4xf32>) {
    ^bb0(%in: f32, %in_2: f32, %out: f32):
      %32 = arith.divf %in, %in_2 : f32
      linalg.yield %32 : f32
    } -> tensor<4x4xf32>
    %29 = tensor.empty() : tensor<4x2xf32>
    %30 = linalg.fill ins(%cst_1 : f32) outs(%29 : tensor<4x2xf32>) -> tensor<4x2xf32>
    %31 = linalg.matmul ins(%28, %arg2 : tensor<4x4xf32>, tensor<4x2xf32>) outs(%30 : tensor<4x2xf32>) -> tensor<4x2xf32>
    return %31 : tensor<4x2xf32>
  }
}

