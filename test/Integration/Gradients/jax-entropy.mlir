// A classifier's loss at given labels, from JAX.
// RUN: ag-run %s --verify-grad
#map = affine_map<(d0, d1) -> (d0, d1)>
#map1 = affine_map<(d0, d1) -> (d0)>
#map2 = affine_map<(d0) -> (d0)>
#map3 = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#map4 = affine_map<(d0, d1, d2) -> (d0, d1)>
#map5 = affine_map<(d0) -> ()>
module @jit__lambda {
  func.func @main(%arg0: tensor<3x4xf32>, %arg1: tensor<3xi32>) -> tensor<f32> {
    %cst = arith.constant 0x7FC00000 : f32
    %c3 = arith.constant 3 : index
    %c0 = arith.constant 0 : index
    %true = arith.constant true
    %c3_i32 = arith.constant 3 : i32
    %c4_i32 = arith.constant 4 : i32
    %c0_i32 = arith.constant 0 : i32
    %cst_0 = arith.constant 0.000000e+00 : f32
    %0 = tensor.empty() : tensor<3x4xf32>
    %1 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%arg0 : tensor<3x4xf32>) outs(%0 : tensor<3x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %31 = math.exp %in : f32
      linalg.yield %31 : f32
    } -> tensor<3x4xf32>
    %2 = tensor.empty() : tensor<3xf32>
    %3 = linalg.fill ins(%cst_0 : f32) outs(%2 : tensor<3xf32>) -> tensor<3xf32>
    %4 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "reduction"]} ins(%1 : tensor<3x4xf32>) outs(%3 : tensor<3xf32>) {
    ^bb0(%in: f32, %out: f32):
      %31 = arith.addf %out, %in : f32
      linalg.yield %31 : f32
    } -> tensor<3xf32>
    %5 = tensor.empty() : tensor<3xf32>
    %6 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel"]} ins(%4 : tensor<3xf32>) outs(%5 : tensor<3xf32>) {
    ^bb0(%in: f32, %out: f32):
      %31 = math.log %in : f32
      linalg.yield %31 : f32
    } -> tensor<3xf32>
    %expanded = tensor.expand_shape %arg1 [[0, 1]] output_shape [3, 1] : tensor<3xi32> into tensor<3x1xi32>
    %7 = tensor.empty() : tensor<3x1xi1>
    %8 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%expanded : tensor<3x1xi32>) outs(%7 : tensor<3x1xi1>) {
    ^bb0(%in: i32, %out: i1):
      %31 = arith.cmpi slt, %in, %c0_i32 : i32
      linalg.yield %31 : i1
    } -> tensor<3x1xi1>
    %9 = tensor.empty() : tensor<3x1xi32>
    %10 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%expanded : tensor<3x1xi32>) outs(%9 : tensor<3x1xi32>) {
    ^bb0(%in: i32, %out: i32):
      %31 = arith.addi %in, %c4_i32 : i32
      linalg.yield %31 : i32
    } -> tensor<3x1xi32>
    %11 = tensor.empty() : tensor<3x1xi32>
    %12 = linalg.generic {indexing_maps = [#map, #map, #map, #map], iterator_types = ["parallel", "parallel"]} ins(%8, %10, %expanded : tensor<3x1xi1>, tensor<3x1xi32>, tensor<3x1xi32>) outs(%11 : tensor<3x1xi32>) {
    ^bb0(%in: i1, %in_2: i32, %in_3: i32, %out: i32):
      %31 = arith.select %in, %in_2, %in_3 : i32
      linalg.yield %31 : i32
    } -> tensor<3x1xi32>
    %expanded_1 = tensor.expand_shape %12 [[0], [1, 2]] output_shape [3, 1, 1] : tensor<3x1xi32> into tensor<3x1x1xi32>
    %13 = tensor.empty() : tensor<3x1x1xi1>
    %14 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_1 : tensor<3x1x1xi32>) outs(%13 : tensor<3x1x1xi1>) {
    ^bb0(%in: i32, %out: i1):
      %31 = arith.cmpi sge, %in, %c0_i32 : i32
      linalg.yield %31 : i1
    } -> tensor<3x1x1xi1>
    %15 = tensor.empty() : tensor<3x1x1xi1>
    %16 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_1 : tensor<3x1x1xi32>) outs(%15 : tensor<3x1x1xi1>) {
    ^bb0(%in: i32, %out: i1):
      %31 = arith.cmpi sle, %in, %c3_i32 : i32
      linalg.yield %31 : i1
    } -> tensor<3x1x1xi1>
    %17 = tensor.empty() : tensor<3x1x1xi1>
    %18 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%14, %16 : tensor<3x1x1xi1>, tensor<3x1x1xi1>) outs(%17 : tensor<3x1x1xi1>) {
    ^bb0(%in: i1, %in_2: i1, %out: i1):
      %31 = arith.andi %in, %in_2 : i1
      linalg.yield %31 : i1
    } -> tensor<3x1x1xi1>
    %19 = tensor.empty() : tensor<3x1xi1>
    %20 = linalg.fill ins(%true : i1) outs(%19 : tensor<3x1xi1>) -> tensor<3x1xi1>
    %21 = linalg.generic {indexing_maps = [#map3, #map4], iterator_types = ["parallel", "parallel", "reduction"]} ins(%18 : tensor<3x1x1xi1>) outs(%20 : tensor<3x1xi1>) {
    ^bb0(%in: i1, %out: i1):
      %31 = arith.andi %out, %in : i1
      linalg.yield %31 : i1
    } -> tensor<3x1xi1>
    %22 = tensor.empty() : tensor<3x1xf32>
    %23 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel", "parallel"]} outs(%22 : tensor<3x1xf32>) {
    ^bb0(%out: f32):
      %31 = linalg.index 0 : index
      %extracted = tensor.extract %expanded_1[%31, %c0, %c0] : tensor<3x1x1xi32>
      %32 = arith.index_cast %extracted : i32 to index
      %33 = arith.maxsi %32, %c0 : index
      %34 = arith.minsi %33, %c3 : index
      %extracted_2 = tensor.extract %arg0[%31, %34] : tensor<3x4xf32>
      linalg.yield %extracted_2 : f32
    } -> tensor<3x1xf32>
    %24 = tensor.empty() : tensor<3x1xf32>
    %25 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel", "parallel"]} ins(%21, %23 : tensor<3x1xi1>, tensor<3x1xf32>) outs(%24 : tensor<3x1xf32>) {
    ^bb0(%in: i1, %in_2: f32, %out: f32):
      %31 = arith.select %in, %in_2, %cst : f32
      linalg.yield %31 : f32
    } -> tensor<3x1xf32>
    %collapsed = tensor.collapse_shape %25 [[0, 1]] : tensor<3x1xf32> into tensor<3xf32>
    %26 = tensor.empty() : tensor<3xf32>
    %27 = linalg.generic {indexing_maps = [#map2, #map2, #map2], iterator_types = ["parallel"]} ins(%6, %collapsed : tensor<3xf32>, tensor<3xf32>) outs(%26 : tensor<3xf32>) {
    ^bb0(%in: f32, %in_2: f32, %out: f32):
      %31 = arith.subf %in, %in_2 : f32
      linalg.yield %31 : f32
    } -> tensor<3xf32>
    %28 = tensor.empty() : tensor<f32>
    %29 = linalg.fill ins(%cst_0 : f32) outs(%28 : tensor<f32>) -> tensor<f32>
    %30 = linalg.generic {indexing_maps = [#map2, #map5], iterator_types = ["reduction"]} ins(%27 : tensor<3xf32>) outs(%29 : tensor<f32>) {
    ^bb0(%in: f32, %out: f32):
      %31 = arith.addf %out, %in : f32
      linalg.yield %31 : f32
    } -> tensor<f32>
    return %30 : tensor<f32>
  }
}

