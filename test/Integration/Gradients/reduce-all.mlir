// Sums, products, maxima and minima, over one dimension, the other one, or all.
// RUN: ag-run %s --verify-grad
func.func @main(%x: tensor<3x4xf64>) -> (tensor<4xf64>, tensor<3xf64>, tensor<3xf64>, tensor<f64>) {
  %0 = ag.reduce prod %x [0] : tensor<3x4xf64> -> tensor<4xf64>
  %1 = ag.reduce max %x [1] : tensor<3x4xf64> -> tensor<3xf64>
  %2 = ag.reduce min %x [1] : tensor<3x4xf64> -> tensor<3xf64>
  %3 = ag.reduce sum %x [0, 1] : tensor<3x4xf64> -> tensor<f64>
  return %0, %1, %2, %3 : tensor<4xf64>, tensor<3xf64>, tensor<3xf64>, tensor<f64>
}
