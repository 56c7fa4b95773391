// Indices out of bounds read the nearest element, or a fill value.
// RUN: ag-run %s --verify-grad
func.func @main(%x: tensor<3x4xf64>, %i: tensor<5xi32>) -> (tensor<5x4xf64>, tensor<3x5xf64>) {
  %0 = ag.sin %x : tensor<3x4xf64>
  %1 = ag.gather 0 clamp %0, %i : tensor<3x4xf64>, tensor<5xi32> -> tensor<5x4xf64>
  %2 = ag.gather 1 fill %0, %i : tensor<3x4xf64>, tensor<5xi32> -> tensor<3x5xf64>
  %3 = ag.mul %1, %1 : tensor<5x4xf64>
  %4 = ag.exp %2 : tensor<3x5xf64>
  return %3, %4 : tensor<5x4xf64>, tensor<3x5xf64>
}
