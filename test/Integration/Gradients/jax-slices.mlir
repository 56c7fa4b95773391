// Slices of a vector at computed offsets, from JAX.
// RUN: ag-run %s --verify-grad
#map = affine_map<() -> ()>
#map1 = affine_map<(d0) -> (d0)>
module @jit_slices {
  func.func @main(%arg0: tensor<8xf32>, %arg1: tensor<i32>) -> tensor<4xf32> {
    %c4 = arith.constant 4 : index
    %c0 = arith.constant 0 : index
    %c8_i32 = arith.constant 8 : i32
    %c1_i32 = arith.constant 1 : i32
    %c3_i32 = arith.constant 3 : i32
    %c0_i32 = arith.constant 0 : i32
    %cst = arith.constant dense<0> : tensor<i32>
    %extracted_slice = tensor.extract_slice %arg0[0] [4] [1] : tensor<8xf32> to tensor<4xf32>
    %0:2 = scf.for %arg2 = %c0_i32 to %c3_i32 step %c1_i32 iter_args(%arg3 = %cst, %arg4 = %extracted_slice) -> (tensor<i32>, tensor<4xf32>)  : i32 {
      %1 = tensor.empty() : tensor<i32>
      %2 = linalg.generic {indexing_maps = [#map, #map], iterator_types = []} ins(%arg3 : tensor<i32>) outs(%1 : tensor<i32>) {
      ^bb0(%in: i32, %out: i32):
        %18 = arith.addi %in, %c1_i32 : i32
        linalg.yield %18 : i32
      } -> tensor<i32>
      %3 = tensor.empty() : tensor<i32>
      %4 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = []} ins(%arg1, %arg3 : tensor<i32>, tensor<i32>) outs(%3 : tensor<i32>) {
      ^bb0(%in: i32, %in_1: i32, %out: i32):
        %18 = arith.addi %in, %in_1 : i32
        linalg.yield %18 : i32
      } -> tensor<i32>
      %5 = tensor.empty() : tensor<i1>
      %6 = linalg.generic {indexing_maps = [#map, #map], iterator_types = []} ins(%4 : tensor<i32>) outs(%5 : tensor<i1>) {
      ^bb0(%in: i32, %out: i1):
        %18 = arith.cmpi slt, %in, %c0_i32 : i32
        linalg.yield %18 : i1
      } -> tensor<i1>
      %7 = tensor.empty() : tensor<i32>
      %8 = linalg.generic {indexing_maps = [#map, #map], iterator_types = []} ins(%4 : tensor<i32>) outs(%7 : tensor<i32>) {
      ^bb0(%in: i32, %out: i32):
        %18 = arith.addi %in, %c8_i32 : i32
        linalg.yield %18 : i32
      } -> tensor<i32>
      %9 = tensor.empty() : tensor<i32>
      %10 = linalg.generic {indexing_maps = [#map, #map, #map, #map], iterator_types = []} ins(%6, %8, %4 : tensor<i1>, tensor<i32>, tensor<i32>) outs(%9 : tensor<i32>) {
      ^bb0(%in: i1, %in_1: i32, %in_2: i32, %out: i32):
        %18 = arith.select %in, %in_1, %in_2 : i32
        linalg.yield %18 : i32
      } -> tensor<i32>
      %extracted = tensor.extract %10[] : tensor<i32>
      %11 = arith.index_cast %extracted : i32 to index
      %12 = arith.maxsi %11, %c0 : index
      %13 = arith.minsi %12, %c4 : index
      %extracted_slice_0 = tensor.extract_slice %arg0[%13] [4] [1] : tensor<8xf32> to tensor<4xf32>
      %14 = tensor.empty() : tensor<4xf32>
      %15 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel"]} ins(%arg4, %extracted_slice_0 : tensor<4xf32>, tensor<4xf32>) outs(%14 : tensor<4xf32>) {
      ^bb0(%in: f32, %in_1: f32, %out: f32):
        %18 = arith.mulf %in, %in_1 : f32
        linalg.yield %18 : f32
      } -> tensor<4xf32>
      %16 = tensor.empty() : tensor<4xf32>
      %17 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel"]} ins(%15, %arg4 : tensor<4xf32>, tensor<4xf32>) outs(%16 : tensor<4xf32>) {
      ^bb0(%in: f32, %in_1: f32, %out: f32):
        %18 = arith.addf %in, %in_1 : f32
        linalg.yield %18 : f32
      } -> tensor<4xf32>
      scf.yield %2, %17 : tensor<i32>, tensor<4xf32>
    }
    return %0#1 : tensor<4xf32>
  }
}

