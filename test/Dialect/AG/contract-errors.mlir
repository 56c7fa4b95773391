// RUN: ag-opt %s -split-input-file -allow-unregistered-dialect -verify-diagnostics=only-expected

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
  // expected-error@+1 {{'ag.contract' [ranks] operand 1 has rank 2, but rank 1 in "ij,j->i"}}
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

// -----

func.func @window_of_an_operand(%x: tensor<8x9xf32>, %w: tensor<3xf32>) {
  // expected-error@+1 {{'ag.contract' [window] a window ends at 10 along dimension 1 of operand 0, which has size 9}}
  %0 = ag.contract "n(2y+u),u->ny" %x, %w : tensor<8x9xf32>, tensor<3xf32> -> tensor<8x5xf32>
  return
}

// -----

func.func @window_of_the_result(%x: tensor<8x9xf32>, %w: tensor<3xf32>) {
  // expected-error@+1 {{'ag.contract' [window] a window ends at 18 along dimension 1 of the result, which has size 18}}
  %0 = ag.contract "ny,u->n(2y+u)" %x, %w : tensor<8x9xf32>, tensor<3xf32> -> tensor<8x18xf32>
  return
}

// -----

func.func @window_far_away(%x: tensor<9223372036854775807xf32>, %w: tensor<9223372036854775807xf32>, %y: tensor<9xf32>) {
  // expected-error@+1 {{'ag.contract' [window] a window ends at 9223372036854775807 along dimension 0 of the result, which has size 5}}
  %0 = ag.contract "y,u->(2147483647y+u)" %x, %w : tensor<9223372036854775807xf32>, tensor<9223372036854775807xf32> -> tensor<5xf32>
  return
}

// -----

func.func @window_alone_nowhere(%x: tensor<8x9xf32>, %w: tensor<8xf32>) {
  // expected-error@+1 {{'ag.contract' [einsum] 'u' stands alone nowhere in "n(2y+u),n->ny"}}
  %0 = ag.contract "n(2y+u),n->ny" %x, %w : tensor<8x9xf32>, tensor<8xf32> -> tensor<8x4xf32>
  return
}

// -----

func.func @no_sum(%x: tensor<8x9xf32>, %w: tensor<9xf32>) {
  // expected-error@+1 {{'ag.contract' [einsum] "n(y),y->n", column 3: 'y' is no sum; expected it without parentheses}}
  %0 = ag.contract "n(y),y->n" %x, %w : tensor<8x9xf32>, tensor<9xf32> -> tensor<8xf32>
  return
}

// -----

func.func @no_operand_for_an_extent(%x: tensor<8x9xf32>, %w: tensor<3xf32>) {
  // expected-error@+1 {{'ag.contract' [extents] 1 dynamic extents, but 0 index operands for them}}
  %0 = ag.contract "n(2y+u),u->ny" %x, %w : tensor<8x9xf32>, tensor<3xf32> -> tensor<8x?xf32>
  return
}

// -----

func.func @no_extents() {
  %x, %w = "test.tensors"() : () -> (tensor<8x9xf32>, tensor<3xf32>)
  // expected-error@+1 {{'ag.contract' [extents] 1 extents are created, but 0 are given}}
  %0 = "ag.contract"(%x, %w) {einsum = "n(2y+u),u->ny"} : (tensor<8x9xf32>, tensor<3xf32>) -> tensor<8x4xf32>
  return
}
