// A computed number selects a branch. One branch reads operands that the other does not.
// RUN: ag-run %s --verify-grad
func.func @main(%x: tensor<4xf64>, %y: tensor<4xf64>, %s: f64) -> tensor<4xf64> {
  %zero = arith.constant 0.0 : f64
  %c0 = arith.constant 0 : index
  %first = tensor.extract %x[%c0] : tensor<4xf64>
  %sum = arith.addf %first, %s : f64
  %isLarge = arith.cmpf ogt, %sum, %zero : f64
  %r:2 = scf.if %isLarge -> (tensor<4xf64>, f64) {
    %0 = math.exp %x : tensor<4xf64>
    %1 = arith.mulf %0, %y : tensor<4xf64>
    scf.yield %1, %s : tensor<4xf64>, f64
  } else {
    %0 = math.tanh %y : tensor<4xf64>
    %1 = arith.mulf %s, %s : f64
    scf.yield %0, %1 : tensor<4xf64>, f64
  }
  %all = tensor.splat %r#1 : tensor<4xf64>
  %z = arith.mulf %r#0, %all : tensor<4xf64>
  return %z : tensor<4xf64>
}
