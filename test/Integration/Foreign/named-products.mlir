// Named products of linalg: of floats, of integers with zero points, and of packed operands.
// RUN: ag-run %s --entry=linear --dim=b=5 --input=randn:1 --input=randn:2 --input=randn:3 --on=cpu --march=x86-64-v3 --same-as=%s
// RUN: ag-run %s --entry=quantized --dim=n=5 --input=randn:1 --input=randn:2 --on=cpu --march=x86-64-v3 --same-as=%s
// RUN: ag-run %s --entry=packed --input=randn:1 --input=randn:2 --on=cpu --march=x86-64-v3 --same-as=%s

func.func @linear(%x: tensor<?x8xf32> {ag.dims = ["b", 8]}, %w: tensor<4x8xf32>, %bias: tensor<4xf32>) -> tensor<?x4xf32> {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.000000e+00 : f32
  %b = tensor.dim %x, %c0 : tensor<?x8xf32>
  %et = tensor.empty() : tensor<8x4xf32>
  %t = linalg.transpose ins(%w : tensor<4x8xf32>) outs(%et : tensor<8x4xf32>) permutation = [1, 0]
  %e = tensor.empty(%b) : tensor<?x4xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<?x4xf32>) -> tensor<?x4xf32>
  %0 = linalg.matmul ins(%x, %t : tensor<?x8xf32>, tensor<8x4xf32>) outs(%f : tensor<?x4xf32>) -> tensor<?x4xf32>
  %1 = linalg.broadcast ins(%bias : tensor<4xf32>) outs(%e : tensor<?x4xf32>) dimensions = [0]
  %2 = linalg.add ins(%0, %1 : tensor<?x4xf32>, tensor<?x4xf32>) outs(%e : tensor<?x4xf32>) -> tensor<?x4xf32>
  return %2 : tensor<?x4xf32>
}

func.func @quantized(%x: tensor<?x8xi8> {ag.dims = ["n", 8]}, %w: tensor<8x4xi8>) -> tensor<?x4xf32> {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0 : i32
  %xp = arith.constant 3 : i32
  %wp = arith.constant -5 : i32
  %scale = arith.constant 1.562500e-02 : f32
  %n = tensor.dim %x, %c0 : tensor<?x8xi8>
  %ei = tensor.empty(%n) : tensor<?x4xi32>
  %f = linalg.fill ins(%zero : i32) outs(%ei : tensor<?x4xi32>) -> tensor<?x4xi32>
  %0 = linalg.quantized_matmul ins(%x, %w, %xp, %wp : tensor<?x8xi8>, tensor<8x4xi8>, i32, i32) outs(%f : tensor<?x4xi32>) -> tensor<?x4xi32>
  %e = tensor.empty(%n) : tensor<?x4xf32>
  %1 = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>], iterator_types = ["parallel", "parallel"]} ins(%0 : tensor<?x4xi32>) outs(%e : tensor<?x4xf32>) {
  ^bb0(%in: i32, %out: f32):
    %2 = arith.sitofp %in : i32 to f32
    %3 = arith.mulf %2, %scale : f32
    linalg.yield %3 : f32
  } -> tensor<?x4xf32>
  return %1 : tensor<?x4xf32>
}

// A product of packed operands.
func.func @packed(%x: tensor<13x7xf32>, %w: tensor<7x9xf32>) -> tensor<13x9xf32> {
  %zero = arith.constant 0.000000e+00 : f32
  %ex = tensor.empty() : tensor<2x2x8x4xf32>
  %px = linalg.pack %x padding_value(%zero : f32) inner_dims_pos = [0, 1] inner_tiles = [8, 4] into %ex : tensor<13x7xf32> -> tensor<2x2x8x4xf32>
  %ew = tensor.empty() : tensor<2x2x8x4xf32>
  %pw = linalg.pack %w padding_value(%zero : f32) outer_dims_perm = [1, 0] inner_dims_pos = [1, 0] inner_tiles = [8, 4] into %ew : tensor<7x9xf32> -> tensor<2x2x8x4xf32>
  %ey = tensor.empty() : tensor<2x2x8x8xf32>
  %f = linalg.fill ins(%zero : f32) outs(%ey : tensor<2x2x8x8xf32>) -> tensor<2x2x8x8xf32>
  %y = linalg.mmt4d ins(%px, %pw : tensor<2x2x8x4xf32>, tensor<2x2x8x4xf32>) outs(%f : tensor<2x2x8x8xf32>) -> tensor<2x2x8x8xf32>
  %e = tensor.empty() : tensor<13x9xf32>
  %r = linalg.unpack %y inner_dims_pos = [0, 1] inner_tiles = [8, 8] into %e : tensor<2x2x8x8xf32> -> tensor<13x9xf32>
  return %r : tensor<13x9xf32>
}
