// A buffer as large as the number of the iteration, which sizes bound only if
// they are given.
// RUN: ag-run %s --dim=n=9 --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-compile %s -o %t.o
func.func @indexed(%x: tensor<?xf32> {ag.dims = ["n"]}) -> tensor<f32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %end = arith.addi %n, %c1 : index
  %zero = arith.constant dense<0.0> : tensor<f32>
  %half = arith.constant dense<0.5> : tensor<f32>
  %r = scf.for %i = %c0 to %end step %c1 iter_args(%s = %zero) -> tensor<f32> {
    %b = ag.broadcast %half [] (%i) : tensor<f32> -> tensor<?xf32>
    %e = ag.exp %b : tensor<?xf32>
    %t = ag.reduce sum %e [0] : tensor<?xf32> -> tensor<f32>
    %u = ag.add %s, %t : tensor<f32>
    scf.yield %u : tensor<f32>
  }
  return %r : tensor<f32>
}
