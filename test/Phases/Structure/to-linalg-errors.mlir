// RUN: ag-opt --ag-to-linalg %s -split-input-file -verify-diagnostics

// Ops that can fail at run time have to be checked first, by ag-insert-checks.
func.func @unchecked(%x: tensor<9xf32>, %i: tensor<2xi32>) -> tensor<2xf32> {
  // expected-error@+1 {{failed to legalize operation 'ag.gather'}}
  %0 = ag.gather 0 error %x, %i : tensor<9xf32>, tensor<2xi32> -> tensor<2xf32>
  return %0 : tensor<2xf32>
}

// -----

func.func @unchecked_scatter(%x: tensor<9xf32>, %i: tensor<2xi32>, %u: tensor<2xf32>) -> tensor<9xf32> {
  // expected-error@+1 {{failed to legalize operation 'ag.scatter'}}
  %0 = ag.scatter 0 error %x, %i, %u : tensor<9xf32>, tensor<2xi32>, tensor<2xf32> -> tensor<9xf32>
  return %0 : tensor<9xf32>
}

// -----

// A body without a Spec cannot be converted to other types.
func.func @choice(%x: tensor<?xi1>) -> tensor<4xi1> {
  %e = tensor.empty() : tensor<4xi1>
  // expected-error@+1 {{failed to legalize operation 'linalg.generic'}}
  %r = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>], iterator_types = ["parallel"]} outs(%e : tensor<4xi1>) {
  ^bb0(%o: i1):
    %i = linalg.index 0 : index
    %v = tensor.extract %x[%i] : tensor<?xi1>
    linalg.yield %v : i1
  } -> tensor<4xi1>
  return %r : tensor<4xi1>
}
