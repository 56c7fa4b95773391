// A reversed tensor, padded with negative and interior widths, from JAX.
// RUN: ag-run %s --verify-grad
#map = affine_map<(d0, d1) -> (d0, d1)>
module @jit__lambda {
  func.func @main(%arg0: tensor<4x3xf32>) -> tensor<8x3xf32> {
    %c3 = arith.constant 3 : index
    %cst = arith.constant 5.000000e-01 : f32
    %0 = tensor.empty() : tensor<4x3xf32>
    %1 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel", "parallel"]} outs(%0 : tensor<4x3xf32>) {
    ^bb0(%out: f32):
      %6 = linalg.index 0 : index
      %7 = arith.subi %c3, %6 : index
      %8 = linalg.index 1 : index
      %extracted = tensor.extract %arg0[%7, %8] : tensor<4x3xf32>
      linalg.yield %extracted : f32
    } -> tensor<4x3xf32>
    %2 = tensor.empty() : tensor<9x5xf32>
    %3 = linalg.fill ins(%cst : f32) outs(%2 : tensor<9x5xf32>) -> tensor<9x5xf32>
    %inserted_slice = tensor.insert_slice %1 into %3[0, 1] [4, 3] [2, 1] : tensor<4x3xf32> into tensor<9x5xf32>
    %extracted_slice = tensor.extract_slice %inserted_slice[1, 0] [8, 3] [1, 1] : tensor<9x5xf32> to tensor<8x3xf32>
    %4 = tensor.empty() : tensor<8x3xf32>
    %5 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%extracted_slice : tensor<8x3xf32>) outs(%4 : tensor<8x3xf32>) {
    ^bb0(%in: f32, %out: f32):
      %6 = math.exp %in : f32
      linalg.yield %6 : f32
    } -> tensor<8x3xf32>
    return %5 : tensor<8x3xf32>
  }
}

