// A Hessian times a vector: the tangent of a gradient.
// RUN: ag-run %s --verify-grad
func.func private @f(%x: tensor<3xf64>) -> tensor<f64> {
  %0 = ag.exp %x : tensor<3xf64>
  %1 = ag.mul %0, %x : tensor<3xf64>
  %2 = ag.reduce prod %1 [0] : tensor<3xf64> -> tensor<f64>
  return %2 : tensor<f64>
}
func.func private @slope(%x: tensor<3xf64>) -> tensor<3xf64> {
  %0 = ag.derivative @f "" (%x) : (tensor<3xf64>) -> tensor<3xf64>
  return %0 : tensor<3xf64>
}
func.func @main(%x: tensor<3xf64>, %v: tensor<3xf64>) -> tensor<3xf64> {
  %0:2 = ag.derivative @slope "mode=jvp" (%x, %v) : (tensor<3xf64>, tensor<3xf64>) -> (tensor<3xf64>, tensor<3xf64>)
  return %0#1 : tensor<3xf64>
}
