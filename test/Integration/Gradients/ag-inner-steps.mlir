// The outer gradient goes through three inner steps of gradient descent.
// RUN: ag-run %s --verify-grad
func.func private @loss(%w: tensor<2xf64>, %x: tensor<2xf64>) -> tensor<f64> {
  %0 = ag.sub %w, %x : tensor<2xf64>
  %1 = ag.sin %0 : tensor<2xf64>
  %2 = ag.contract "i,i->" %1, %1 : tensor<2xf64>, tensor<2xf64> -> tensor<f64>
  return %2 : tensor<f64>
}
func.func @main(%w: tensor<2xf64>, %x: tensor<2xf64>, %rate: tensor<2xf64>) -> tensor<2xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %r = scf.for %i = %c0 to %c3 step %c1 iter_args(%a = %w) -> tensor<2xf64> {
    %g = ag.derivative @loss "wrt=0" (%a, %x) : (tensor<2xf64>, tensor<2xf64>) -> tensor<2xf64>
    %0 = ag.mul %g, %rate : tensor<2xf64>
    %1 = ag.sub %a, %0 : tensor<2xf64>
    scf.yield %1 : tensor<2xf64>
  }
  return %r : tensor<2xf64>
}
