// A loop that updates each row of a matrix by the row before it, from JAX.
// RUN: ag-run %s --verify-grad
#map = affine_map<() -> ()>
#map1 = affine_map<(d0) -> (d0)>
#map2 = affine_map<(d0, d1) -> (d1)>
#map3 = affine_map<(d0, d1) -> (d0, d1)>
module @jit__lambda {
  func.func @main(%arg0: tensor<4x3xf32>) -> tensor<4x3xf32> {
    %c3 = arith.constant 3 : index
    %c0 = arith.constant 0 : index
    %c4_i32 = arith.constant 4 : i32
    %cst = arith.constant dense<1> : tensor<i32>
    %c0_i32 = arith.constant 0 : i32
    %c3_i32 = arith.constant 3 : i32
    %c1_i32 = arith.constant 1 : i32
    %0:2 = scf.for %arg1 = %c0_i32 to %c3_i32 step %c1_i32 iter_args(%arg2 = %cst, %arg3 = %arg0) -> (tensor<i32>, tensor<4x3xf32>)  : i32 {
      %1 = tensor.empty() : tensor<i32>
      %2 = linalg.generic {indexing_maps = [#map, #map], iterator_types = []} ins(%arg2 : tensor<i32>) outs(%1 : tensor<i32>) {
      ^bb0(%in: i32, %out: i32):
        %34 = arith.addi %in, %c1_i32 : i32
        linalg.yield %34 : i32
      } -> tensor<i32>
      %3 = tensor.empty() : tensor<i1>
      %4 = linalg.generic {indexing_maps = [#map, #map], iterator_types = []} ins(%arg2 : tensor<i32>) outs(%3 : tensor<i1>) {
      ^bb0(%in: i32, %out: i1):
        %34 = arith.cmpi slt, %in, %c0_i32 : i32
        linalg.yield %34 : i1
      } -> tensor<i1>
      %5 = tensor.empty() : tensor<i32>
      %6 = linalg.generic {indexing_maps = [#map, #map], iterator_types = []} ins(%arg2 : tensor<i32>) outs(%5 : tensor<i32>) {
      ^bb0(%in: i32, %out: i32):
        %34 = arith.addi %in, %c4_i32 : i32
        linalg.yield %34 : i32
      } -> tensor<i32>
      %7 = tensor.empty() : tensor<i32>
      %8 = linalg.generic {indexing_maps = [#map, #map, #map, #map], iterator_types = []} ins(%4, %6, %arg2 : tensor<i1>, tensor<i32>, tensor<i32>) outs(%7 : tensor<i32>) {
      ^bb0(%in: i1, %in_4: i32, %in_5: i32, %out: i32):
        %34 = arith.select %in, %in_4, %in_5 : i32
        linalg.yield %34 : i32
      } -> tensor<i32>
      %extracted = tensor.extract %8[] : tensor<i32>
      %9 = arith.index_cast %extracted : i32 to index
      %10 = arith.maxsi %9, %c0 : index
      %11 = arith.minsi %10, %c3 : index
      %extracted_slice = tensor.extract_slice %arg3[%11, 0] [1, 3] [1, 1] : tensor<4x3xf32> to tensor<1x3xf32>
      %collapsed = tensor.collapse_shape %extracted_slice [[0, 1]] : tensor<1x3xf32> into tensor<3xf32>
      %12 = tensor.empty() : tensor<i32>
      %13 = linalg.generic {indexing_maps = [#map, #map], iterator_types = []} ins(%arg2 : tensor<i32>) outs(%12 : tensor<i32>) {
      ^bb0(%in: i32, %out: i32):
        %34 = arith.subi %in, %c1_i32 : i32
        linalg.yield %34 : i32
      } -> tensor<i32>
      %14 = tensor.empty() : tensor<i1>
      %15 = linalg.generic {indexing_maps = [#map, #map], iterator_types = []} ins(%13 : tensor<i32>) outs(%14 : tensor<i1>) {
      ^bb0(%in: i32, %out: i1):
        %34 = arith.cmpi slt, %in, %c0_i32 : i32
        linalg.yield %34 : i1
      } -> tensor<i1>
      %16 = tensor.empty() : tensor<i32>
      %17 = linalg.generic {indexing_maps = [#map, #map], iterator_types = []} ins(%13 : tensor<i32>) outs(%16 : tensor<i32>) {
      ^bb0(%in: i32, %out: i32):
        %34 = arith.addi %in, %c4_i32 : i32
        linalg.yield %34 : i32
      } -> tensor<i32>
      %18 = tensor.empty() : tensor<i32>
      %19 = linalg.generic {indexing_maps = [#map, #map, #map, #map], iterator_types = []} ins(%15, %17, %13 : tensor<i1>, tensor<i32>, tensor<i32>) outs(%18 : tensor<i32>) {
      ^bb0(%in: i1, %in_4: i32, %in_5: i32, %out: i32):
        %34 = arith.select %in, %in_4, %in_5 : i32
        linalg.yield %34 : i32
      } -> tensor<i32>
      %extracted_0 = tensor.extract %19[] : tensor<i32>
      %20 = arith.index_cast %extracted_0 : i32 to index
      %21 = arith.maxsi %20, %c0 : index
      %22 = arith.minsi %21, %c3 : index
      %extracted_slice_1 = tensor.extract_slice %arg3[%22, 0] [1, 3] [1, 1] : tensor<4x3xf32> to tensor<1x3xf32>
      %collapsed_2 = tensor.collapse_shape %extracted_slice_1 [[0, 1]] : tensor<1x3xf32> into tensor<3xf32>
      %23 = tensor.empty() : tensor<3xf32>
      %24 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel"]} ins(%collapsed_2, %collapsed : tensor<3xf32>, tensor<3xf32>) outs(%23 : tensor<3xf32>) {
      ^bb0(%in: f32, %in_4: f32, %out: f32):
        %34 = arith.mulf %in, %in_4 : f32
        linalg.yield %34 : f32
      } -> tensor<3xf32>
      %25 = tensor.empty() : tensor<3xf32>
      %26 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel"]} ins(%collapsed, %24 : tensor<3xf32>, tensor<3xf32>) outs(%25 : tensor<3xf32>) {
      ^bb0(%in: f32, %in_4: f32, %out: f32):
        %34 = arith.addf %in, %in_4 : f32
        linalg.yield %34 : f32
      } -> tensor<3xf32>
      %27 = tensor.empty() : tensor<3xf32>
      %28 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel"]} ins(%26 : tensor<3xf32>) outs(%27 : tensor<3xf32>) {
      ^bb0(%in: f32, %out: f32):
        %34 = math.tanh %in : f32
        linalg.yield %34 : f32
      } -> tensor<3xf32>
      %29 = tensor.empty() : tensor<1x3xf32>
      %30 = linalg.generic {indexing_maps = [#map2, #map3], iterator_types = ["parallel", "parallel"]} ins(%28 : tensor<3xf32>) outs(%29 : tensor<1x3xf32>) {
      ^bb0(%in: f32, %out: f32):
        linalg.yield %in : f32
      } -> tensor<1x3xf32>
      %extracted_3 = tensor.extract %8[] : tensor<i32>
      %31 = arith.index_cast %extracted_3 : i32 to index
      %32 = arith.maxsi %31, %c0 : index
      %33 = arith.minsi %32, %c3 : index
      %inserted_slice = tensor.insert_slice %30 into %arg3[%33, 0] [1, 3] [1, 1] : tensor<1x3xf32> into tensor<4x3xf32>
      scf.yield %2, %inserted_slice : tensor<i32>, tensor<4x3xf32>
    }
    return %0#1 : tensor<4x3xf32>
  }
}

