// An op with two elementwise results that share a part of the body.
// RUN: ag-run %s --verify-grad
#ij = affine_map<(i, j) -> (i, j)>
#j = affine_map<(i, j) -> (j)>
func.func @main(%x: tensor<2x3xf64>, %w: tensor<3xf64>) -> (tensor<2x3xf64>, tensor<2x3xf64>) {
  %e = tensor.empty() : tensor<2x3xf64>
  %0:2 = linalg.generic {indexing_maps = [#ij, #j, #ij, #ij], iterator_types = ["parallel", "parallel"]}
      ins(%x, %w : tensor<2x3xf64>, tensor<3xf64>) outs(%e, %e : tensor<2x3xf64>, tensor<2x3xf64>) {
  ^bb0(%a: f64, %b: f64, %o: f64, %p: f64):
    %s = math.sin %a : f64
    %q = arith.mulf %s, %b : f64
    %r = arith.divf %q, %b : f64
    %t = arith.addf %r, %q : f64
    linalg.yield %q, %t : f64, f64
  } -> (tensor<2x3xf64>, tensor<2x3xf64>)
  return %0#0, %0#1 : tensor<2x3xf64>, tensor<2x3xf64>
}
