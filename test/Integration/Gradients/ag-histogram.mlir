// Weights are summed for each bin, and the sums are normalised.
// RUN: ag-run %s --verify-grad
func.func @main(%start: tensor<4xf64>, %bins: tensor<9xi16>, %weights: tensor<9xf64>) -> tensor<4xf64> {
  %0 = ag.exp %weights : tensor<9xf64>
  %1 = ag.scatter 0 drop %start, %bins, %0 : tensor<4xf64>, tensor<9xi16>, tensor<9xf64> -> tensor<4xf64>
  %2 = ag.mul %1, %1 : tensor<4xf64>
  %3 = ag.reduce sum %2 [0] : tensor<4xf64> -> tensor<f64>
  %4 = ag.sqrt %3 : tensor<f64>
  %5 = ag.broadcast %4 [] : tensor<f64> -> tensor<4xf64>
  %6 = ag.div %1, %5 : tensor<4xf64>
  return %6 : tensor<4xf64>
}
