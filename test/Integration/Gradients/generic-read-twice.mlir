// Two operands, each of which is read twice.
// RUN: ag-run %s --verify-grad
#at = affine_map<(i) -> (i)>
func.func @main(%x: tensor<3xf64>, %w: tensor<3xf64>) -> tensor<3xf64> {
  %e = tensor.empty() : tensor<3xf64>
  %y = linalg.generic {indexing_maps = [#at, #at, #at, #at, #at], iterator_types = ["parallel"]}
      ins(%x, %x, %w, %w : tensor<3xf64>, tensor<3xf64>, tensor<3xf64>, tensor<3xf64>) outs(%e : tensor<3xf64>) {
  ^bb0(%a: f64, %b: f64, %c: f64, %d: f64, %o: f64):
    %0 = arith.mulf %a, %c : f64
    %1 = arith.mulf %b, %d : f64
    %2 = arith.mulf %1, %d : f64
    %3 = arith.addf %0, %2 : f64
    linalg.yield %3 : f64
  } -> tensor<3xf64>
  return %y : tensor<3xf64>
}
