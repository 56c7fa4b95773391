// RUN: ag-opt %s -split-input-file -verify-diagnostics=only-expected

func.func @dims_out_of_range(%x: tensor<4x8xf32>) {
  // expected-error@+1 {{'ag.reduce' [dims] there is no dimension 2 of an operand of rank 2}}
  %0 = ag.reduce sum %x [2] : tensor<4x8xf32> -> tensor<4xf32>
  return
}

// -----

func.func @dims_repeated(%x: tensor<4x8xf32>) {
  // expected-error@+1 {{'ag.reduce' [dims] dimension 1 follows 1, expected ascending dimensions}}
  %0 = ag.reduce sum %x [1, 1] : tensor<4x8xf32> -> tensor<4xf32>
  return
}

// -----

func.func @elements(%x: tensor<4x8xi1>) {
  // expected-error@+1 {{'ag.reduce' [elements] there is no sum of i1}}
  %0 = ag.reduce sum %x [1] : tensor<4x8xi1> -> tensor<4xi1>
  return
}
