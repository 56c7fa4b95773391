// RUN: ag-opt %s -split-input-file -verify-diagnostics=only-expected

func.func @dims(%x: tensor<4x8xf32>) {
  // expected-error@+1 {{'ag.broadcast' [dims] dimension 1 of x becomes 0, expected 1 to 1}}
  %0 = ag.broadcast %x [0, 0] : tensor<4x8xf32> -> tensor<4x8xf32>
  return
}

// -----

func.func @one_to_n(%x: tensor<4xf32>) {
  // expected-error@+1 {{'ag.broadcast' [one-to-n] dimension 0 of x, a 'tensor<4xf32>', becomes 8}}
  %0 = ag.broadcast %x [0] : tensor<4xf32> -> tensor<8xf32>
  return
}

// -----

func.func @extents(%x: tensor<f32>) {
  // expected-error@+1 {{'ag.broadcast' [extents] 1 dynamic new sizes, but 0 index operands for them}}
  %0 = ag.broadcast %x [] : tensor<f32> -> tensor<?xf32>
  return
}

// -----

func.func @permutation(%x: tensor<4x8xf32>) {
  // expected-error@+1 {{'ag.transpose' [permutation] [1, 1] is not a permutation of the 2 dimensions of x}}
  %0 = ag.transpose %x [1, 1] : tensor<4x8xf32> -> tensor<8x8xf32>
  return
}

// -----

func.func @count(%x: tensor<4x8xf32>) {
  // expected-error@+1 {{'ag.reshape' [count] a 'tensor<4x8xf32>' has another number of elements than a 'tensor<3x8xf32>'}}
  %0 = ag.reshape %x : tensor<4x8xf32> -> tensor<3x8xf32>
  return
}
