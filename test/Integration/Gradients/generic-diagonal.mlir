// One matrix is read along its diagonal and along a row.
// RUN: ag-run %s --verify-grad
func.func @main(%x: tensor<3x3xf64>) -> tensor<3x3xf64> {
  %e = tensor.empty() : tensor<3x3xf64>
  %0 = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, i)>, affine_map<(i, j) -> (1, j)>, affine_map<(i, j) -> (i, j)>],
      iterator_types = ["parallel", "parallel"]} ins(%x, %x : tensor<3x3xf64>, tensor<3x3xf64>) outs(%e : tensor<3x3xf64>) {
  ^bb0(%a: f64, %b: f64, %o: f64):
    %p = arith.mulf %a, %b : f64
    %q = math.cos %p : f64
    linalg.yield %q : f64
  } -> tensor<3x3xf64>
  return %0 : tensor<3x3xf64>
}
