// Elements at pairs of indices, from JAX.
// RUN: ag-run %s --verify-grad
#map = affine_map<(d0) -> (d0)>
module @jit__lambda {
  func.func @main(%arg0: tensor<4x4xf32>, %arg1: tensor<3xi32>, %arg2: tensor<3xi32>) -> tensor<3xf32> {
    %c1 = arith.constant 1 : index
    %c3 = arith.constant 3 : index
    %c0 = arith.constant 0 : index
    %c4_i32 = arith.constant 4 : i32
    %c0_i32 = arith.constant 0 : i32
    %0 = tensor.empty() : tensor<3xi1>
    %1 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel"]} ins(%arg1 : tensor<3xi32>) outs(%0 : tensor<3xi1>) {
    ^bb0(%in: i32, %out: i1):
      %20 = arith.cmpi slt, %in, %c0_i32 : i32
      linalg.yield %20 : i1
    } -> tensor<3xi1>
    %2 = tensor.empty() : tensor<3xi32>
    %3 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel"]} ins(%arg1 : tensor<3xi32>) outs(%2 : tensor<3xi32>) {
    ^bb0(%in: i32, %out: i32):
      %20 = arith.addi %in, %c4_i32 : i32
      linalg.yield %20 : i32
    } -> tensor<3xi32>
    %4 = tensor.empty() : tensor<3xi32>
    %5 = linalg.generic {indexing_maps = [#map, #map, #map, #map], iterator_types = ["parallel"]} ins(%1, %3, %arg1 : tensor<3xi1>, tensor<3xi32>, tensor<3xi32>) outs(%4 : tensor<3xi32>) {
    ^bb0(%in: i1, %in_4: i32, %in_5: i32, %out: i32):
      %20 = arith.select %in, %in_4, %in_5 : i32
      linalg.yield %20 : i32
    } -> tensor<3xi32>
    %6 = tensor.empty() : tensor<3xi1>
    %7 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel"]} ins(%arg2 : tensor<3xi32>) outs(%6 : tensor<3xi1>) {
    ^bb0(%in: i32, %out: i1):
      %20 = arith.cmpi slt, %in, %c0_i32 : i32
      linalg.yield %20 : i1
    } -> tensor<3xi1>
    %8 = tensor.empty() : tensor<3xi32>
    %9 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel"]} ins(%arg2 : tensor<3xi32>) outs(%8 : tensor<3xi32>) {
    ^bb0(%in: i32, %out: i32):
      %20 = arith.addi %in, %c4_i32 : i32
      linalg.yield %20 : i32
    } -> tensor<3xi32>
    %10 = tensor.empty() : tensor<3xi32>
    %11 = linalg.generic {indexing_maps = [#map, #map, #map, #map], iterator_types = ["parallel"]} ins(%7, %9, %arg2 : tensor<3xi1>, tensor<3xi32>, tensor<3xi32>) outs(%10 : tensor<3xi32>) {
    ^bb0(%in: i1, %in_4: i32, %in_5: i32, %out: i32):
      %20 = arith.select %in, %in_4, %in_5 : i32
      linalg.yield %20 : i32
    } -> tensor<3xi32>
    %expanded = tensor.expand_shape %5 [[0, 1]] output_shape [3, 1] : tensor<3xi32> into tensor<3x1xi32>
    %expanded_0 = tensor.expand_shape %11 [[0, 1]] output_shape [3, 1] : tensor<3xi32> into tensor<3x1xi32>
    %12 = tensor.empty() : tensor<3x2xi32>
    %inserted_slice = tensor.insert_slice %expanded into %12[0, 0] [3, 1] [1, 1] : tensor<3x1xi32> into tensor<3x2xi32>
    %inserted_slice_1 = tensor.insert_slice %expanded_0 into %inserted_slice[0, 1] [3, 1] [1, 1] : tensor<3x1xi32> into tensor<3x2xi32>
    %13 = tensor.empty() : tensor<3xf32>
    %14 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%13 : tensor<3xf32>) {
    ^bb0(%out: f32):
      %20 = linalg.index 0 : index
      %extracted = tensor.extract %inserted_slice_1[%20, %c0] : tensor<3x2xi32>
      %21 = arith.index_cast %extracted : i32 to index
      %extracted_4 = tensor.extract %inserted_slice_1[%20, %c1] : tensor<3x2xi32>
      %22 = arith.index_cast %extracted_4 : i32 to index
      %23 = arith.maxsi %21, %c0 : index
      %24 = arith.minsi %23, %c3 : index
      %25 = arith.maxsi %22, %c0 : index
      %26 = arith.minsi %25, %c3 : index
      %extracted_5 = tensor.extract %arg0[%24, %26] : tensor<4x4xf32>
      linalg.yield %extracted_5 : f32
    } -> tensor<3xf32>
    %15 = tensor.empty() : tensor<3x2xi32>
    %inserted_slice_2 = tensor.insert_slice %expanded_0 into %15[0, 0] [3, 1] [1, 1] : tensor<3x1xi32> into tensor<3x2xi32>
    %inserted_slice_3 = tensor.insert_slice %expanded into %inserted_slice_2[0, 1] [3, 1] [1, 1] : tensor<3x1xi32> into tensor<3x2xi32>
    %16 = tensor.empty() : tensor<3xf32>
    %17 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%16 : tensor<3xf32>) {
    ^bb0(%out: f32):
      %20 = linalg.index 0 : index
      %extracted = tensor.extract %inserted_slice_3[%20, %c0] : tensor<3x2xi32>
      %21 = arith.index_cast %extracted : i32 to index
      %extracted_4 = tensor.extract %inserted_slice_3[%20, %c1] : tensor<3x2xi32>
      %22 = arith.index_cast %extracted_4 : i32 to index
      %23 = arith.maxsi %21, %c0 : index
      %24 = arith.minsi %23, %c3 : index
      %25 = arith.maxsi %22, %c0 : index
      %26 = arith.minsi %25, %c3 : index
      %extracted_5 = tensor.extract %arg0[%24, %26] : tensor<4x4xf32>
      linalg.yield %extracted_5 : f32
    } -> tensor<3xf32>
    %18 = tensor.empty() : tensor<3xf32>
    %19 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel"]} ins(%14, %17 : tensor<3xf32>, tensor<3xf32>) outs(%18 : tensor<3xf32>) {
    ^bb0(%in: f32, %in_4: f32, %out: f32):
      %20 = arith.mulf %in, %in_4 : f32
      linalg.yield %20 : f32
    } -> tensor<3xf32>
    return %19 : tensor<3xf32>
  }
}

