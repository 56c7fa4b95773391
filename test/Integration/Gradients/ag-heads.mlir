// Slices of columns are exchanged and concatenated, and the result is reshaped to heads.
// RUN: ag-run %s --verify-grad
func.func @main(%x: tensor<2x6xf32>, %y: tensor<2x2xf32>) -> tensor<4x4xf32> {
  %a = ag.slice %x [0, 3] [2, 3] [1, 1] : tensor<2x6xf32> -> tensor<2x3xf32>
  %b = ag.slice %x [0, 0] [2, 3] [1, 1] : tensor<2x6xf32> -> tensor<2x3xf32>
  %c = ag.sigmoid %a : tensor<2x3xf32>
  %d = ag.mul %b, %c : tensor<2x3xf32>
  %e = ag.concat 1 %d, %y, %c : tensor<2x3xf32>, tensor<2x2xf32>, tensor<2x3xf32> -> tensor<2x8xf32>
  %f = ag.reshape %e : tensor<2x8xf32> -> tensor<2x2x4xf32>
  %g = ag.transpose %f [1, 0, 2] : tensor<2x2x4xf32> -> tensor<2x2x4xf32>
  %h = ag.reshape %g : tensor<2x2x4xf32> -> tensor<4x4xf32>
  return %h : tensor<4x4xf32>
}
