// A loop in a loop whose index is its upper bound. Both read slices and have iter_args.
// RUN: ag-run %s --verify-grad
func.func @main(%x: tensor<4x4xf64>, %v: tensor<4xf64>) -> tensor<4xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %r = scf.for %i = %c0 to %c4 step %c1 iter_args(%y = %v) -> tensor<4xf64> {
    %start = tensor.extract %y[%i] : tensor<4xf64>
    %sum = scf.for %j = %c0 to %i step %c1 iter_args(%s = %start) -> f64 {
      %l = tensor.extract %x[%i, %j] : tensor<4x4xf64>
      %e = tensor.extract %y[%j] : tensor<4xf64>
      %0 = arith.mulf %l, %e : f64
      %1 = arith.subf %s, %0 : f64
      scf.yield %1 : f64
    }
    %d = tensor.extract %x[%i, %i] : tensor<4x4xf64>
    %two = arith.constant 4.0 : f64
    %shifted = arith.addf %d, %two : f64
    %q = arith.divf %sum, %shifted : f64
    %next = tensor.insert %q into %y[%i] : tensor<4xf64>
    scf.yield %next : tensor<4xf64>
  }
  return %r : tensor<4xf64>
}
