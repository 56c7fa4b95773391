// Conjugate gradients on a small system: sums of products in a loop, quotients of them.
// RUN: ag-run %s --verify-grad
func.func @main(%m: tensor<3x3xf64>, %b: tensor<3xf64>) -> tensor<3xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %zeros = arith.constant dense<0.0> : tensor<3xf64>
  %r:3 = scf.for %i = %c0 to %c2 step %c1 iter_args(%x = %zeros, %r = %b, %p = %b) -> (tensor<3xf64>, tensor<3xf64>, tensor<3xf64>) {
    %q0 = ag.contract "ij,j->i" %m, %p : tensor<3x3xf64>, tensor<3xf64> -> tensor<3xf64>
    %q1 = ag.contract "ij,i->j" %m, %q0 : tensor<3x3xf64>, tensor<3xf64> -> tensor<3xf64>
    %q = ag.add %q1, %p : tensor<3xf64>
    %rr = ag.contract "i,i->" %r, %r : tensor<3xf64>, tensor<3xf64> -> tensor<f64>
    %pq = ag.contract "i,i->" %p, %q : tensor<3xf64>, tensor<3xf64> -> tensor<f64>
    %a = ag.div %rr, %pq : tensor<f64>
    %as = ag.broadcast %a [] : tensor<f64> -> tensor<3xf64>
    %step = ag.mul %as, %p : tensor<3xf64>
    %nx = ag.add %x, %step : tensor<3xf64>
    %down = ag.mul %as, %q : tensor<3xf64>
    %nr = ag.sub %r, %down : tensor<3xf64>
    %nn = ag.contract "i,i->" %nr, %nr : tensor<3xf64>, tensor<3xf64> -> tensor<f64>
    %k = ag.div %nn, %rr : tensor<f64>
    %ks = ag.broadcast %k [] : tensor<f64> -> tensor<3xf64>
    %keep = ag.mul %ks, %p : tensor<3xf64>
    %np = ag.add %nr, %keep : tensor<3xf64>
    scf.yield %nx, %nr, %np : tensor<3xf64>, tensor<3xf64>, tensor<3xf64>
  }
  return %r#0 : tensor<3xf64>
}
