// A while loop in each iteration of a for loop computes roots by Newton's method.
// RUN: ag-run %s --verify-grad
func.func @main(%x: tensor<3xf64>) -> tensor<3xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %one = arith.constant 1.0 : f64
  %half = arith.constant 0.5 : f64
  %small = arith.constant 1.0e-3 : f64
  %empty = tensor.empty() : tensor<3xf64>
  %r = scf.for %i = %c0 to %c3 step %c1 iter_args(%y = %empty) -> tensor<3xf64> {
    %e = tensor.extract %x[%i] : tensor<3xf64>
    %square = arith.mulf %e, %e : f64
    %a = arith.addf %square, %one : f64
    %root = scf.while (%t = %a) : (f64) -> f64 {
      %0 = arith.mulf %t, %t : f64
      %1 = arith.subf %0, %a : f64
      %2 = math.absf %1 : f64
      %goesOn = arith.cmpf ogt, %2, %small : f64
      scf.condition(%goesOn) %t : f64
    } do {
    ^bb0(%t: f64):
      %0 = arith.divf %a, %t : f64
      %1 = arith.addf %t, %0 : f64
      %2 = arith.mulf %1, %half : f64
      scf.yield %2 : f64
    } attributes {ag.max_trips = 20 : i64}
    %next = tensor.insert %root into %y[%i] : tensor<3xf64>
    scf.yield %next : tensor<3xf64>
  }
  return %r : tensor<3xf64>
}
