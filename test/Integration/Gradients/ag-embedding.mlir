// Words that occur twice add to their row twice.
// RUN: ag-run %s --verify-grad
func.func @main(%table: tensor<7x4xf32>, %ids: tensor<2x3xi64>, %w: tensor<4x5xf32>) -> tensor<f32> {
  %0 = ag.gather 0 error %table, %ids : tensor<7x4xf32>, tensor<2x3xi64> -> tensor<2x3x4xf32>
  %1 = ag.reduce sum %0 [1] : tensor<2x3x4xf32> -> tensor<2x4xf32>
  %2 = ag.contract "bi,io->bo" %1, %w : tensor<2x4xf32>, tensor<4x5xf32> -> tensor<2x5xf32>
  %3 = ag.tanh %2 : tensor<2x5xf32>
  %4 = ag.contract "bo,bo->" %3, %3 : tensor<2x5xf32>, tensor<2x5xf32> -> tensor<f32>
  return %4 : tensor<f32>
}
