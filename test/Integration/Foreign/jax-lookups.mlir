// Lookups by i32 indices, as lowered from JAX's StableHLO.
// RUN: ag-run %s --entry=argmax --dim=n=9 --input=randn:1 --on=cpu --march=x86-64-v3 --same-as=%s
// RUN: ag-run %s --entry=gather --input=randn:1 --input=iota --on=cpu --march=x86-64-v3 --same-as=%s
// RUN: ag-run %s --entry=update --input=randn:1 --input=randn:2 --input=ones --on=cpu --march=x86-64-v3 --same-as=%s
// RUN: ag-run %s --verify-grad --grad="argmax;gather;update"

#ij = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>

// The second operand of the reduction has the indices.
func.func @argmax(%x: tensor<3x?xf32> {ag.dims = [3, "n"]}) -> (tensor<3xf32>, tensor<3xi32>) {
  %c0_i32 = arith.constant 0 : i32
  %lowest = arith.constant 0xFF800000 : f32
  %c1 = arith.constant 1 : index
  %n = tensor.dim %x, %c1 : tensor<3x?xf32>
  %0 = arith.index_cast %n : index to i32
  %1 = arith.index_cast %0 : i32 to index
  %2 = tensor.empty(%1) : tensor<3x?xi32>
  %3 = linalg.generic {indexing_maps = [#ij], iterator_types = ["parallel", "parallel"]} outs(%2 : tensor<3x?xi32>) {
  ^bb0(%out: i32):
    %9 = linalg.index 1 : index
    %10 = arith.index_cast %9 : index to i32
    linalg.yield %10 : i32
  } -> tensor<3x?xi32>
  %4 = tensor.empty() : tensor<3xf32>
  %5 = linalg.fill ins(%lowest : f32) outs(%4 : tensor<3xf32>) -> tensor<3xf32>
  %6 = tensor.empty() : tensor<3xi32>
  %7 = linalg.fill ins(%c0_i32 : i32) outs(%6 : tensor<3xi32>) -> tensor<3xi32>
  %8:2 = linalg.generic {indexing_maps = [#ij, #ij, #row, #row], iterator_types = ["parallel", "reduction"]} ins(%x, %3 : tensor<3x?xf32>, tensor<3x?xi32>) outs(%5, %7 : tensor<3xf32>, tensor<3xi32>) {
  ^bb0(%in: f32, %in_0: i32, %out: f32, %out_1: i32):
    %9 = arith.cmpf ogt, %out, %in : f32
    %10 = arith.cmpf une, %out, %out : f32
    %11 = arith.ori %9, %10 : i1
    %12 = arith.cmpf oeq, %out, %in : f32
    %13 = arith.cmpi slt, %out_1, %in_0 : i32
    %14 = arith.andi %12, %13 : i1
    %15 = arith.ori %11, %14 : i1
    %16 = arith.select %11, %out, %in : f32
    %17 = arith.select %15, %out_1, %in_0 : i32
    linalg.yield %16, %17 : f32, i32
  } -> (tensor<3xf32>, tensor<3xi32>)
  return %8#0, %8#1 : tensor<3xf32>, tensor<3xi32>
}

func.func @gather(%table: tensor<10x4xf32>, %ids: tensor<6x1xi32>) -> tensor<6x4xf32> {
  %0 = tensor.empty() : tensor<6x1x4xf32>
  %1 = linalg.generic {indexing_maps = [affine_map<(i, j, k) -> (i, j)>, affine_map<(i, j, k) -> (i, j, k)>], iterator_types = ["parallel", "parallel", "parallel"]} ins(%ids : tensor<6x1xi32>) outs(%0 : tensor<6x1x4xf32>) {
  ^bb0(%in: i32, %out: f32):
    %2 = arith.index_cast %in : i32 to index
    %3 = linalg.index 2 : index
    %4 = tensor.extract %table[%2, %3] : tensor<10x4xf32>
    linalg.yield %4 : f32
  } -> tensor<6x1x4xf32>
  %r = tensor.collapse_shape %1 [[0], [1, 2]] : tensor<6x1x4xf32> into tensor<6x4xf32>
  return %r : tensor<6x4xf32>
}

// dynamic_update_slice clamps the offset.
func.func @update(%x: tensor<8x4xf32>, %u: tensor<1x4xf32>, %at: tensor<i32>) -> tensor<8x4xf32> {
  %c7 = arith.constant 7 : index
  %c0 = arith.constant 0 : index
  %k = tensor.extract %at[] : tensor<i32>
  %0 = arith.index_cast %k : i32 to index
  %1 = arith.maxsi %0, %c0 : index
  %2 = arith.minsi %1, %c7 : index
  %r = tensor.insert_slice %u into %x[%2, 0] [1, 4] [1, 1] : tensor<1x4xf32> into tensor<8x4xf32>
  return %r : tensor<8x4xf32>
}
