// RUN: ag-opt %s -split-input-file -verify-diagnostics=only-expected

func.func @iota_dim() {
  // expected-error@+1 {{'ag.iota' [dim] there is no dimension 1 of a result of rank 1}}
  %0 = ag.iota 1 : tensor<4xi32>
  return
}

// -----

func.func @iota_element_type() {
  // expected-error@+1 {{'ag.iota' [element-type] ag does not compute with elements 'index'}}
  %0 = ag.iota 0 : tensor<4xindex>
  return
}

// -----

func.func @gather_dim(%x: tensor<4xf32>, %i: tensor<2xi64>) {
  // expected-error@+1 {{'ag.gather' [dim] there is no dimension 1 of an operand of rank 1}}
  %0 = ag.gather 1 error %x, %i : tensor<4xf32>, tensor<2xi64> -> tensor<2xf32>
  return
}

// -----

func.func @indices(%x: tensor<4xf32>) {
  // expected-error@+1 {{'ag.gather' [indices] the indices have elements 'f32', expected integers}}
  %0 = ag.gather 0 error %x, %x : tensor<4xf32>
  return
}

// -----

func.func @clamp(%x: tensor<0xf32>, %i: tensor<2xi64>) {
  // expected-error@+1 {{'ag.gather' [clamp] dimension 0 of x is empty, so no index is inside}}
  %0 = ag.gather 0 clamp %x, %i : tensor<0xf32>, tensor<2xi64> -> tensor<2xf32>
  return
}

// -----

func.func @scatter_dim(%x: tensor<4xf32>, %i: tensor<2xi64>, %u: tensor<2xf32>) {
  // expected-error@+1 {{'ag.scatter' [dim] there is no dimension 1 of an operand of rank 1}}
  %0 = ag.scatter 1 error %x, %i, %u : tensor<4xf32>, tensor<2xi64>, tensor<2xf32> -> tensor<4xf32>
  return
}

// -----

func.func @scatter_indices(%x: tensor<4xf32>) {
  // expected-error@+1 {{'ag.scatter' [indices] the indices have elements 'f32', expected integers}}
  %0 = ag.scatter 0 error %x, %x, %x : tensor<4xf32>
  return
}

// -----

func.func @scatter_clamp(%x: tensor<0xf32>, %i: tensor<2xi64>, %u: tensor<2xf32>) {
  // expected-error@+1 {{'ag.scatter' [clamp] dimension 0 of x is empty, so no index is inside}}
  %0 = ag.scatter 0 clamp %x, %i, %u : tensor<0xf32>, tensor<2xi64>, tensor<2xf32> -> tensor<0xf32>
  return
}

// -----

func.func @booleans(%x: tensor<4xi1>, %i: tensor<2xi64>, %u: tensor<2xi1>) {
  // expected-error@+1 {{'ag.scatter' [elements] x has elements i1, expected a float or integer}}
  %0 = ag.scatter 0 error %x, %i, %u : tensor<4xi1>, tensor<2xi64>, tensor<2xi1> -> tensor<4xi1>
  return
}

// -----

func.func @kind(%x: tensor<4xf32>, %i: tensor<2xi64>, %u: tensor<2xf32>) {
  // expected-error@+1 {{expected attribute value}}
  %0 = ag.scatter mul 0 error %x, %i, %u : tensor<4xf32>, tensor<2xi64>, tensor<2xf32> -> tensor<4xf32>
  return
}

// -----

func.func @update_rank(%x: tensor<4x3xf32>, %i: tensor<2xi64>, %u: tensor<2xf32>) {
  // expected-error@+1 {{'ag.scatter' [ranks] the updates have rank 1, expected 2}}
  %0 = ag.scatter 0 error %x, %i, %u : tensor<4x3xf32>, tensor<2xi64>, tensor<2xf32> -> tensor<4x3xf32>
  return
}

// -----

func.func @update_sizes(%x: tensor<4x3xf32>, %i: tensor<2xi64>, %u: tensor<3x2xf32>) {
  // expected-error@+1 {{'ag.scatter' [sizes] the updates are a 'tensor<3x2xf32>', expected a 'tensor<2x3xf32>'}}
  %0 = ag.scatter 0 error %x, %i, %u : tensor<4x3xf32>, tensor<2xi64>, tensor<3x2xf32> -> tensor<4x3xf32>
  return
}

// -----

func.func @key(%key: tensor<4xui32>) {
  // expected-error@+1 {{'ag.random_bits' [key] the key is a 'tensor<4xui32>', expected a tensor<2xui32>}}
  %0 = ag.random_bits %key : tensor<4xui32>
  return
}

// -----

func.func @offsets(%key: tensor<2xui32>) {
  // expected-error@+1 {{'ag.random_bits' [sizes] the offsets are a 'tensor<2xui32>', expected 3 of them}}
  %0 = ag.random_bits %key from %key : tensor<2xui32>, tensor<2xui32> -> tensor<4x4x4xui32>
  return
}

// -----

func.func @ranks(%key: tensor<2xui32>, %offsets: tensor<ui32>) {
  // expected-error@+1 {{'ag.random_bits' [ranks] the offsets have rank 0, expected 1}}
  %0 = ag.random_bits %key from %offsets : tensor<2xui32>, tensor<ui32> -> tensor<4xui32>
  return
}

// -----

func.func @offset_elements(%key: tensor<2xui32>, %offsets: tensor<1xi32>) {
  // expected-error@+1 {{'ag.random_bits' [elements] the key has elements 'ui32', the offsets have 'i32'}}
  %0 = ag.random_bits %key from %offsets : tensor<2xui32>, tensor<1xi32> -> tensor<4xui32>
  return
}
