// A window as a linalg.generic. It indexes an input by a sum of two loops with strides 3 and 2.
// RUN: ag-run %s --verify-grad
func.func @main(%x: tensor<8xf64>, %w: tensor<3xf64>) -> tensor<2xf64> {
  %zeros = arith.constant dense<0.0> : tensor<2xf64>
  %0 = linalg.generic {indexing_maps = [affine_map<(o, k) -> (o * 3 + k * 2)>, affine_map<(o, k) -> (k)>, affine_map<(o, k) -> (o)>],
      iterator_types = ["parallel", "reduction"]} ins(%x, %w : tensor<8xf64>, tensor<3xf64>) outs(%zeros : tensor<2xf64>) {
  ^bb0(%a: f64, %b: f64, %s: f64):
    %p = arith.mulf %a, %b : f64
    %t = math.tanh %p : f64
    %n = arith.addf %s, %t : f64
    linalg.yield %n : f64
  } -> tensor<2xf64>
  return %0 : tensor<2xf64>
}
