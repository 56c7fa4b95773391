// RUN: ag-opt %s -split-input-file -verify-diagnostics=only-expected

func.func @pool_inside(%x: tensor<8x9xf32>) {
  // expected-error@+1 {{'ag.reduce_window' [window] a window ends at 9 along dimension 1 of operand 0, which has size 9}}
  %0 = ag.reduce_window max "n(2y+u)->ny" %x [u = 4] : tensor<8x9xf32> -> tensor<8x4xf32>
  return
}

// -----

func.func @pool_letter(%x: tensor<8x9xf32>) {
  // expected-error@+1 {{expected the extent of 'u'}}
  %0 = ag.reduce_window max "n(2y+u)->ny" %x [v = 4] : tensor<8x9xf32> -> tensor<8x4xf32>
  return
}

// -----

func.func @pool_letters(%x: tensor<8x9xf32>) {
  // expected-error@+1 {{'ag.reduce_window' [extents] 1 letters stand alone nowhere, but brackets say of 2 how long they are}}
  %0 = ag.reduce_window max "n(2y+u)->ny" %x [u = 2, v = 2] : tensor<8x9xf32> -> tensor<8x4xf32>
  return
}

// -----

func.func @pool_of_two(%x: tensor<8x9xf32>) {
  // expected-error@+1 {{'ag.reduce_window' [einsum] "n(2y+u),u->ny", column 8: expected a letter, '(' or '->'}}
  %0 = ag.reduce_window max "n(2y+u),u->ny" %x : tensor<8x9xf32> -> tensor<8x4xf32>
  return
}

// -----

func.func @pool_elements(%x: tensor<8x9xi1>) {
  // expected-error@+1 {{'ag.reduce_window' [elements] there is no sum of i1}}
  %0 = ag.reduce_window sum "n(2y+u)->ny" %x [u = 2] : tensor<8x9xi1> -> tensor<8x4xi1>
  return
}
