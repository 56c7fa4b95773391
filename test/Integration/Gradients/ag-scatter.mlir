// Gathered rows are changed and added to the rows that they came from, some of them twice.
// RUN: ag-run %s --verify-grad
func.func @main(%x: tensor<4x2xf64>, %i: tensor<5xi32>, %w: tensor<5x2xf64>) -> tensor<4x2xf64> {
  %0 = ag.gather 0 clamp %x, %i : tensor<4x2xf64>, tensor<5xi32> -> tensor<5x2xf64>
  %1 = ag.tanh %0 : tensor<5x2xf64>
  %2 = ag.mul %1, %w : tensor<5x2xf64>
  %3 = ag.scatter 0 clamp %x, %i, %2 : tensor<4x2xf64>, tensor<5xi32>, tensor<5x2xf64> -> tensor<4x2xf64>
  %4 = ag.mul %3, %x : tensor<4x2xf64>
  return %4 : tensor<4x2xf64>
}
