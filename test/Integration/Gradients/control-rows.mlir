// The trip count is the number of rows. They are read from the last to the first.
// RUN: ag-run %s --verify-grad
func.func @main(%x: tensor<?x3xf32> {ag.dims = ["rows", 3]}, %h: tensor<3xf32>) -> tensor<3xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %rows = tensor.dim %x, %c0 : tensor<?x3xf32>
  %last = arith.subi %rows, %c1 : index
  %r = scf.for %i = %c0 to %rows step %c1 iter_args(%a = %h) -> tensor<3xf32> {
    %at = arith.subi %last, %i : index
    %row = tensor.extract_slice %x[%at, 0] [1, 3] [1, 1] : tensor<?x3xf32> to tensor<3xf32>
    %0 = ag.mul %row, %a : tensor<3xf32>
    %1 = ag.tanh %0 : tensor<3xf32>
    %2 = ag.add %1, %row : tensor<3xf32>
    scf.yield %2 : tensor<3xf32>
  }
  return %r : tensor<3xf32>
}
