// RUN: ag-opt --ag-to-linalg %s -verify-diagnostics

// What can fail at run time has to be checked before: ag-insert-checks.
func.func @unchecked(%x: tensor<9xf32>, %i: tensor<2xi32>) -> tensor<2xf32> {
  // expected-error@+1 {{failed to legalize operation 'ag.gather'}}
  %0 = ag.gather 0 error %x, %i : tensor<9xf32>, tensor<2xi32> -> tensor<2xf32>
  return %0 : tensor<2xf32>
}
