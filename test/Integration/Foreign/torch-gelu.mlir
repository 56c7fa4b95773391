// Activations in torch-mlir's form: numbers outside of a body are f64 and i64.
// RUN: ag-run %s --entry=gelu --dim=n=37 --input=randn:1 --on=cpu --march=x86-64-v3 --same-as=%s
// RUN: ag-run %s --entry=gelu_tanh --input=randn:1 --on=cpu --march=x86-64-v3 --same-as=%s

#i = affine_map<(i) -> (i)>

func.func @gelu(%x: tensor<?xf32> {ag.dims = ["n"]}) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %half = arith.constant 5.000000e-01 : f32
  %one = arith.constant 1.000000e+00 : f32
  %root = arith.constant 1.41421354 : f32
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %e = tensor.empty(%n) : tensor<?xf32>
  %0 = linalg.generic {indexing_maps = [#i, #i], iterator_types = ["parallel"]} ins(%x : tensor<?xf32>) outs(%e : tensor<?xf32>) {
  ^bb0(%in: f32, %out: f32):
    %1 = arith.divf %in, %root : f32
    %2 = math.erf %1 : f32
    %3 = arith.addf %2, %one : f32
    %4 = arith.mulf %3, %half : f32
    %5 = arith.mulf %in, %4 : f32
    linalg.yield %5 : f32
  } -> tensor<?xf32>
  return %0 : tensor<?xf32>
}

func.func @gelu_tanh(%x: tensor<33xf32>) -> tensor<33xf32> {
  %three = arith.constant 3 : i64
  %a = arith.constant 4.471500e-02 : f32
  %b = arith.constant 0.797884583 : f32
  %half = arith.constant 5.000000e-01 : f32
  %one = arith.constant 1.000000e+00 : f32
  %e = tensor.empty() : tensor<33xf32>
  %0 = linalg.generic {indexing_maps = [#i, #i], iterator_types = ["parallel"]} ins(%x : tensor<33xf32>) outs(%e : tensor<33xf32>) {
  ^bb0(%in: f32, %out: f32):
    %1 = math.fpowi %in, %three : f32, i64
    %2 = arith.mulf %1, %a : f32
    %3 = arith.addf %in, %2 : f32
    %4 = arith.mulf %3, %b : f32
    %5 = math.tanh %4 : f32
    %6 = arith.addf %5, %one : f32
    %7 = arith.mulf %in, %half : f32
    %8 = arith.mulf %7, %6 : f32
    linalg.yield %8 : f32
  } -> tensor<33xf32>
  return %0 : tensor<33xf32>
}
