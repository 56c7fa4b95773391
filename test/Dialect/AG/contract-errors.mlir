// RUN: ag-opt %s -split-input-file -verify-diagnostics=only-expected

func.func @einsum(%x: tensor<4x4xf32>) {
  // expected-error@+1 {{'ag.contract' [einsum] "ij,jk", column 6: expected '->' before the result}}
  %0 = ag.contract "ij,jk" %x, %x : tensor<4x4xf32>
  return
}

// -----

func.func @einsum_new_letter(%x: tensor<4x4xf32>) {
  // expected-error@+1 {{'ag.contract' [einsum] "ij,jk->il", column 9: 'l' is in no operand}}
  %0 = ag.contract "ij,jk->il" %x, %x : tensor<4x4xf32>
  return
}

// -----

func.func @einsum_twice(%x: tensor<4x4xf32>) {
  // expected-error@+1 {{'ag.contract' [einsum] "ij,jk->ii", column 9: 'i' occurs twice in the result}}
  %0 = ag.contract "ij,jk->ii" %x, %x : tensor<4x4xf32>
  return
}

// -----

func.func @ranks(%x: tensor<4x4xf32>) {
  // expected-error@+1 {{'ag.contract' [ranks] operand 1 has rank 2, but 1 letters in "ij,j->i"}}
  %0 = ag.contract "ij,j->i" %x, %x : tensor<4x4xf32>, tensor<4x4xf32> -> tensor<4xf32>
  return
}

// -----

func.func @elements(%x: tensor<4x4xi1>) {
  // expected-error@+1 {{'ag.contract' [elements] the operands have elements i1 and i1, expected one type of float or integer for both}}
  %0 = ag.contract "ij,jk->ik" %x, %x : tensor<4x4xi1>
  return
}

// -----

func.func @sizes(%x: tensor<2x3xf32>) {
  // expected-error@+1 {{'ag.contract' [sizes] 'j' is 3 but 2 in dimension 0 of operand 1}}
  %0 = ag.contract "ij,jk->ik" %x, %x : tensor<2x3xf32>
  return
}

// -----

func.func @sizes_on_the_diagonal(%x: tensor<2x3xf32>, %y: tensor<f32>) {
  // expected-error@+1 {{'ag.contract' [sizes] 'i' is 2 but 3 in dimension 1 of operand 0}}
  %0 = ag.contract "ii,->i" %x, %y : tensor<2x3xf32>, tensor<f32> -> tensor<2xf32>
  return
}
