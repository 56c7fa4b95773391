// RUN: ag-opt --ag-insert-checks %s -verify-diagnostics

// The range says that n is never 4.
func.func @never(%x: tensor<?xf32> {ag.dims = ["n"]}, %y: tensor<4xf32>) -> tensor<4xf32>
    attributes {ag.ranges = {n = [8, 64]}} {
  // expected-error@+1 {{'ag.add' [sizes] dimension 0 of a 'tensor<?xf32>' never equals dimension 0 of a 'tensor<4xf32>'}}
  %z = ag.add %x, %y : tensor<?xf32>, tensor<4xf32> -> tensor<4xf32>
  return %z : tensor<4xf32>
}
