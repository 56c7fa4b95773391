// A loop reads, adds to and overwrites rows of its iter_arg, at indices that are data.
// RUN: ag-run %s --verify-grad
func.func @main(%x: tensor<5x3xf64>, %ids: tensor<4xi32>) -> tensor<5x3xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %r = scf.for %k = %c0 to %c4 step %c1 iter_args(%s = %x) -> (tensor<5x3xf64>) {
    %id = ag.slice %ids [%k] [1] [1] : tensor<4xi32> -> tensor<1xi32>
    %read = ag.gather 0 error %s, %id : tensor<5x3xf64>, tensor<1xi32> -> tensor<1x3xf64>
    %more = ag.tanh %read : tensor<1x3xf64>
    %sums = ag.scatter 0 error %s, %id, %more : tensor<5x3xf64>, tensor<1xi32>, tensor<1x3xf64> -> tensor<5x3xf64>
    %first = ag.gather 0 error %x, %id : tensor<5x3xf64>, tensor<1xi32> -> tensor<1x3xf64>
    %next = ag.update %sums, %first [%k, 0] [1, 1] : tensor<5x3xf64>, tensor<1x3xf64> -> tensor<5x3xf64>
    scf.yield %next : tensor<5x3xf64>
  }
  return %r : tensor<5x3xf64>
}
