// A function that calls another one is called twice, once in a loop.
// RUN: ag-run %s --verify-grad
func.func private @cell(%x: tensor<3xf32>, %w: tensor<3x3xf32>) -> tensor<3xf32> {
  %0 = ag.contract "ij,j->i" %w, %x : tensor<3x3xf32>, tensor<3xf32> -> tensor<3xf32>
  %1 = func.call @gate(%0, %x) : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  return %1 : tensor<3xf32>
}
func.func private @gate(%x: tensor<3xf32>, %y: tensor<3xf32>) -> tensor<3xf32> {
  %0 = ag.sigmoid %x : tensor<3xf32>
  %1 = ag.mul %0, %y : tensor<3xf32>
  return %1 : tensor<3xf32>
}
func.func @main(%x: tensor<3xf32>, %w: tensor<3x3xf32>) -> tensor<3xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %0 = func.call @cell(%x, %w) : (tensor<3xf32>, tensor<3x3xf32>) -> tensor<3xf32>
  %1 = scf.for %i = %c0 to %c3 step %c1 iter_args(%a = %0) -> tensor<3xf32> {
    %2 = func.call @cell(%a, %w) : (tensor<3xf32>, tensor<3x3xf32>) -> tensor<3xf32>
    scf.yield %2 : tensor<3xf32>
  }
  return %1 : tensor<3xf32>
}
