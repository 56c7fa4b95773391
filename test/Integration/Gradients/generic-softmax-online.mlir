// The maximum and the sum of exponentials in one pass: a joint combiner.
// RUN: ag-run %s --verify-grad
func.func @main(%x: tensor<2x5xf64>) -> (tensor<2xf64>, tensor<2xf64>) {
  %least = arith.constant -1.0e30 : f64
  %zero = arith.constant 0.0 : f64
  %e = tensor.empty() : tensor<2xf64>
  %m0 = linalg.fill ins(%least : f64) outs(%e : tensor<2xf64>) -> tensor<2xf64>
  %s0 = linalg.fill ins(%zero : f64) outs(%e : tensor<2xf64>) -> tensor<2xf64>
  %r:2 = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i)>, affine_map<(i, j) -> (i)>],
      iterator_types = ["parallel", "reduction"]} ins(%x : tensor<2x5xf64>) outs(%m0, %s0 : tensor<2xf64>, tensor<2xf64>) {
  ^bb0(%a: f64, %m: f64, %s: f64):
    %next = arith.maximumf %m, %a : f64
    %d = arith.subf %m, %next : f64
    %k = math.exp %d : f64
    %t = arith.mulf %s, %k : f64
    %u = arith.subf %a, %next : f64
    %v = math.exp %u : f64
    %n = arith.addf %t, %v : f64
    linalg.yield %next, %n : f64, f64
  } -> (tensor<2xf64>, tensor<2xf64>)
  return %r#0, %r#1 : tensor<2xf64>, tensor<2xf64>
}
