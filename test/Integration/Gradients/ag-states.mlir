// A recurrence of two states with a dynamic number of rows. Each state's size follows from the other.
// RUN: ag-run %s --verify-grad
func.func @main(%x: tensor<4x?x3xf32> {ag.dims = [4, "batch", 3]}, %h: tensor<?x2xf32> {ag.dims = ["batch", 2]}, %c: tensor<?x2xf32> {ag.dims = ["batch", 2]}, %w: tensor<3x2xf32>, %u: tensor<2x2xf32>) -> tensor<?x2xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %batch = tensor.dim %h, %c0 : tensor<?x2xf32>
  %r:2 = scf.for %t = %c0 to %c4 step %c1 iter_args(%a = %h, %b = %c) -> (tensor<?x2xf32>, tensor<?x2xf32>) {
    %row = tensor.extract_slice %x[%t, 0, 0] [1, %batch, 3] [1, 1, 1] : tensor<4x?x3xf32> to tensor<?x3xf32>
    %0 = ag.contract "bi,io->bo" %row, %w : tensor<?x3xf32>, tensor<3x2xf32> -> tensor<?x2xf32>
    %1 = ag.contract "bi,io->bo" %a, %u : tensor<?x2xf32>, tensor<2x2xf32> -> tensor<?x2xf32>
    %2 = ag.add %0, %1 : tensor<?x2xf32>
    %gate = ag.sigmoid %2 : tensor<?x2xf32>
    %new = ag.tanh %2 : tensor<?x2xf32>
    %3 = ag.mul %gate, %b : tensor<?x2xf32>
    %next = ag.add %3, %new : tensor<?x2xf32>
    %4 = ag.tanh %next : tensor<?x2xf32>
    %out = ag.mul %4, %gate : tensor<?x2xf32>
    scf.yield %out, %next : tensor<?x2xf32>, tensor<?x2xf32>
  }
  return %r#0 : tensor<?x2xf32>
}
