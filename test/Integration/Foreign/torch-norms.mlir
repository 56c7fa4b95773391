// Normalisations in torch-mlir's form: reductions in f32 keep the dimension, and sizes are i64.
// RUN: ag-run %s --entry=layer_norm --dim=b=3 --input=randn:1 --on=cpu --march=x86-64-v3 --same-as=%s
// RUN: ag-run %s --entry=batch_norm --input=randn:1 --input=randn:2 --input=randn:3 --input=ones --input=ones --on=cpu --march=x86-64-v3 --same-as=%s
// RUN: ag-run %s --entry=rms_norm --dim=b=3 --input=randn:1 --on=cpu --march=x86-64-v3 --same-as=%s

#ij = affine_map<(i, j) -> (i, j)>
#i0 = affine_map<(i, j) -> (i, 0)>
#j = affine_map<(i, j) -> (j)>

func.func @layer_norm(%x: tensor<?x16xf32> {ag.dims = ["b", 16]}, %w: tensor<16xf32>, %bias: tensor<16xf32>) -> tensor<?x16xf32> {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.000000e+00 : f32
  %n = arith.constant 1.600000e+01 : f32
  %eps = arith.constant 1.000000e-05 : f32
  %b = tensor.dim %x, %c0 : tensor<?x16xf32>
  %e1 = tensor.empty(%b) : tensor<?x1xf32>
  %f1 = linalg.fill ins(%zero : f32) outs(%e1 : tensor<?x1xf32>) -> tensor<?x1xf32>
  %sum = linalg.generic {indexing_maps = [#ij, #i0], iterator_types = ["parallel", "reduction"]} ins(%x : tensor<?x16xf32>) outs(%f1 : tensor<?x1xf32>) {
  ^bb0(%in: f32, %out: f32):
    %0 = arith.addf %in, %out : f32
    linalg.yield %0 : f32
  } -> tensor<?x1xf32>
  %mean = linalg.generic {indexing_maps = [#i0, #ij], iterator_types = ["parallel", "parallel"]} ins(%sum : tensor<?x1xf32>) outs(%e1 : tensor<?x1xf32>) {
  ^bb0(%in: f32, %out: f32):
    %0 = arith.divf %in, %n : f32
    linalg.yield %0 : f32
  } -> tensor<?x1xf32>
  %e = tensor.empty(%b) : tensor<?x16xf32>
  %centred = linalg.generic {indexing_maps = [#ij, #i0, #ij], iterator_types = ["parallel", "parallel"]} ins(%x, %mean : tensor<?x16xf32>, tensor<?x1xf32>) outs(%e : tensor<?x16xf32>) {
  ^bb0(%in: f32, %m: f32, %out: f32):
    %0 = arith.subf %in, %m : f32
    linalg.yield %0 : f32
  } -> tensor<?x16xf32>
  %var = linalg.generic {indexing_maps = [#ij, #i0], iterator_types = ["parallel", "reduction"]} ins(%centred : tensor<?x16xf32>) outs(%f1 : tensor<?x1xf32>) {
  ^bb0(%in: f32, %out: f32):
    %0 = arith.mulf %in, %in : f32
    %1 = arith.addf %0, %out : f32
    linalg.yield %1 : f32
  } -> tensor<?x1xf32>
  %r = linalg.generic {indexing_maps = [#ij, #i0, #j, #j, #ij], iterator_types = ["parallel", "parallel"]} ins(%centred, %var, %w, %bias : tensor<?x16xf32>, tensor<?x1xf32>, tensor<16xf32>, tensor<16xf32>) outs(%e : tensor<?x16xf32>) {
  ^bb0(%in: f32, %v: f32, %scale: f32, %shift: f32, %out: f32):
    %0 = arith.divf %v, %n : f32
    %1 = arith.addf %0, %eps : f32
    %2 = math.rsqrt %1 : f32
    %3 = arith.mulf %in, %2 : f32
    %4 = arith.mulf %3, %scale : f32
    %5 = arith.addf %4, %shift : f32
    linalg.yield %5 : f32
  } -> tensor<?x16xf32>
  return %r : tensor<?x16xf32>
}

func.func @batch_norm(%x: tensor<2x3x4x4xf32>, %w: tensor<3xf32>, %bias: tensor<3xf32>, %mean: tensor<3xf32>, %var: tensor<3xf32>) -> tensor<2x3x4x4xf32> {
  %eps = arith.constant 1.000000e-05 : f64
  %0 = linalg.generic {indexing_maps = [affine_map<(n, c, h, w) -> (n, c, h, w)>, affine_map<(n, c, h, w) -> (c)>, affine_map<(n, c, h, w) -> (c)>, affine_map<(n, c, h, w) -> (c)>, affine_map<(n, c, h, w) -> (c)>, affine_map<(n, c, h, w) -> (n, c, h, w)>], iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
      ins(%x, %w, %bias, %mean, %var : tensor<2x3x4x4xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) outs(%x : tensor<2x3x4x4xf32>) {
  ^bb0(%in: f32, %s: f32, %b: f32, %m: f32, %v: f32, %out: f32):
    %1 = arith.truncf %eps : f64 to f32
    %2 = arith.addf %v, %1 : f32
    %3 = math.rsqrt %2 : f32
    %4 = arith.subf %in, %m : f32
    %5 = arith.mulf %4, %3 : f32
    %6 = arith.mulf %5, %s : f32
    %7 = arith.addf %6, %b : f32
    linalg.yield %7 : f32
  } -> tensor<2x3x4x4xf32>
  return %0 : tensor<2x3x4x4xf32>
}

// The squares of bf16 elements are summed in f32.
func.func @rms_norm(%x: tensor<?x16xbf16> {ag.dims = ["b", 16]}, %w: tensor<16xbf16>) -> tensor<?x16xbf16> {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.000000e+00 : f32
  %n = arith.constant 1.600000e+01 : f32
  %two = arith.constant 2 : i64
  %b = tensor.dim %x, %c0 : tensor<?x16xbf16>
  %e1 = tensor.empty(%b) : tensor<?x1xf32>
  %f1 = linalg.fill ins(%zero : f32) outs(%e1 : tensor<?x1xf32>) -> tensor<?x1xf32>
  %sum = linalg.generic {indexing_maps = [#ij, #i0], iterator_types = ["parallel", "reduction"]} ins(%x : tensor<?x16xbf16>) outs(%f1 : tensor<?x1xf32>) {
  ^bb0(%in: bf16, %out: f32):
    %0 = arith.extf %in : bf16 to f32
    %1 = math.fpowi %0, %two : f32, i64
    %2 = arith.addf %1, %out : f32
    linalg.yield %2 : f32
  } -> tensor<?x1xf32>
  %e = tensor.empty(%b) : tensor<?x16xbf16>
  %r = linalg.generic {indexing_maps = [#ij, #i0, #j, #ij], iterator_types = ["parallel", "parallel"]} ins(%x, %sum, %w : tensor<?x16xbf16>, tensor<?x1xf32>, tensor<16xbf16>) outs(%e : tensor<?x16xbf16>) {
  ^bb0(%in: bf16, %s: f32, %scale: bf16, %out: bf16):
    %0 = arith.divf %s, %n : f32
    %1 = math.rsqrt %0 : f32
    %2 = arith.extf %in : bf16 to f32
    %3 = arith.mulf %2, %1 : f32
    %4 = arith.truncf %3 : f32 to bf16
    %5 = arith.mulf %4, %scale : bf16
    linalg.yield %5 : bf16
  } -> tensor<?x16xbf16>
  return %r : tensor<?x16xbf16>
}
