// The gradient of a gradient's square: a penalty on slopes.
// RUN: ag-run %s --verify-grad
func.func private @f(%x: tensor<3xf64>, %w: tensor<3x2xf64>) -> tensor<f64> {
  %0 = ag.contract "i,io->o" %x, %w : tensor<3xf64>, tensor<3x2xf64> -> tensor<2xf64>
  %1 = ag.tanh %0 : tensor<2xf64>
  %2 = ag.contract "o,o->" %1, %1 : tensor<2xf64>, tensor<2xf64> -> tensor<f64>
  return %2 : tensor<f64>
}
func.func @main(%x: tensor<3xf64>, %w: tensor<3x2xf64>) -> tensor<f64> {
  %g = ag.derivative @f "wrt=0" (%x, %w) : (tensor<3xf64>, tensor<3x2xf64>) -> tensor<3xf64>
  %0 = ag.contract "i,i->" %g, %g : tensor<3xf64>, tensor<3xf64> -> tensor<f64>
  return %0 : tensor<f64>
}
