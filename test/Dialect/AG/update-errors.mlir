// RUN: ag-opt %s -split-input-file -verify-diagnostics=only-expected

func.func @slice(%x: tensor<4x8xf32>, %y: tensor<1x2xf32>) {
  // expected-error@+1 {{'ag.update' [slice] 1 offsets, 2 sizes and 2 strides for an operand of rank 2}}
  %0 = ag.update %x, %y [0] [1, 1] : tensor<4x8xf32>, tensor<1x2xf32> -> tensor<4x8xf32>
  return
}

// -----

func.func @strides(%x: tensor<8xf32>, %y: tensor<2xf32>) {
  // expected-error@+1 {{'ag.update' [strides] the stride of dimension 0 is 0}}
  %0 = ag.update %x, %y [0] [0] : tensor<8xf32>, tensor<2xf32> -> tensor<8xf32>
  return
}

// -----

func.func @bounds(%x: tensor<8xf32>, %y: tensor<4xf32>) {
  // expected-error@+1 {{'ag.update' [bounds] 4 elements from 2 on, 2 apart, do not fit into dimension 0 of size 8}}
  %0 = ag.update %x, %y [2] [2] : tensor<8xf32>, tensor<4xf32> -> tensor<8xf32>
  return
}

// -----

// The update does not fit at any offset.
func.func @too_large(%x: tensor<8xf32>, %y: tensor<9xf32>, %i: index) {
  // expected-error@+1 {{'ag.update' [bounds] 9 elements from 0 on, 1 apart, do not fit into dimension 0 of size 8}}
  %0 = ag.update %x, %y [%i] [1] : tensor<8xf32>, tensor<9xf32> -> tensor<8xf32>
  return
}

// -----

func.func @extents(%x: tensor<8xf32>, %y: tensor<4xf32>) {
  // expected-error@+1 {{'ag.update' [extents] offsets hold the negative -1}}
  %0 = ag.update %x, %y [-1] [1] : tensor<8xf32>, tensor<4xf32> -> tensor<8xf32>
  return
}

// -----

func.func @ranks(%x: tensor<4x8xf32>, %y: tensor<8xf32>) {
  // expected-error@+1 {{'ag.update' [ranks] y has rank 1, expected 2}}
  %0 = ag.update %x, %y [0, 0] [1, 1] : tensor<4x8xf32>, tensor<8xf32> -> tensor<4x8xf32>
  return
}

// -----

func.func @elements(%x: tensor<8xf32>, %y: tensor<8xf16>) {
  // expected-error@+1 {{'ag.update' [elements] x has elements 'f32', y has 'f16'}}
  %0 = ag.update %x, %y [0] [1] : tensor<8xf32>, tensor<8xf16> -> tensor<8xf32>
  return
}
