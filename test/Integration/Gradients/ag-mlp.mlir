// Two layers, a loss, and all parameters by name.
// RUN: ag-run %s --verify-grad
func.func @main(%x: tensor<?x4xf32> {ag.dims = ["batch", 4]}, %t: tensor<?x2xf32> {ag.dims = ["batch", 2]}) -> tensor<f32> {
  %c0 = arith.constant 0 : index
  %b = tensor.dim %x, %c0 : tensor<?x4xf32>
  %w1 = ag.parameter "w1" : tensor<4x5xf32>
  %b1 = ag.parameter "b1" : tensor<5xf32>
  %w2 = ag.parameter "w2" : tensor<5x2xf32>
  %zeros = arith.constant dense<0.0> : tensor<f32>
  %0 = ag.contract "bi,io->bo" %x, %w1 : tensor<?x4xf32>, tensor<4x5xf32> -> tensor<?x5xf32>
  %1 = ag.broadcast %b1 [1] (%b) : tensor<5xf32> -> tensor<?x5xf32>
  %2 = ag.add %0, %1 : tensor<?x5xf32>
  %3 = ag.broadcast %zeros [] (%b) : tensor<f32> -> tensor<?x5xf32>
  %4 = ag.max %2, %3 : tensor<?x5xf32>
  %5 = ag.contract "bi,io->bo" %4, %w2 : tensor<?x5xf32>, tensor<5x2xf32> -> tensor<?x2xf32>
  %6 = ag.sub %5, %t : tensor<?x2xf32>
  %7 = ag.contract "bo,bo->" %6, %6 : tensor<?x2xf32>, tensor<?x2xf32> -> tensor<f32>
  return %7 : tensor<f32>
}
