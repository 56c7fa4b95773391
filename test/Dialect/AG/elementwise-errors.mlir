// RUN: ag-opt %s -split-input-file -verify-diagnostics=only-expected

// Each labelled constraint of the elementwise ops is violated once.

func.func @types(%x: tensor<4xf8E4M3FN>) {
  // expected-error@+1 {{'ag.neg' [types] operand 0 is a 'tensor<4xf8E4M3FN>', expected a ranked tensor of f64,}}
  %0 = ag.neg %x : tensor<4xf8E4M3FN>
  return
}

// -----

func.func @elements_differ(%x: tensor<4xf32>, %y: tensor<4xf64>) {
  // expected-error@+1 {{'ag.add' [elements] operand 0 has elements f32, operand 1 has f64}}
  %0 = ag.add %x, %y : tensor<4xf32>, tensor<4xf64> -> tensor<4xf32>
  return
}

// -----

func.func @elements_of_no_exp(%x: tensor<4xi32>) {
  // expected-error@+1 {{'ag.exp' [elements] operand 0 has elements i32, expected a float}}
  %0 = ag.exp %x : tensor<4xi32>
  return
}

// -----

func.func @elements_of_no_bits(%x: tensor<4xf32>) {
  // expected-error@+1 {{'ag.not' [elements] operand 0 has elements f32, expected an integer}}
  %0 = ag.not %x : tensor<4xf32>
  return
}

// -----

func.func @ranks(%x: tensor<4xf32>, %y: tensor<4x1xf32>) {
  // expected-error@+1 {{'ag.mul' [ranks] operand 1 has rank 2, expected 1}}
  %0 = ag.mul %x, %y : tensor<4xf32>, tensor<4x1xf32> -> tensor<4xf32>
  return
}

// -----

func.func @sizes(%x: tensor<?x4xf32>, %y: tensor<?x1xf32>) {
  // expected-error@+1 {{'ag.sub' [sizes] dimension 1 is 4 but 1 in dimension 1 of operand 1}}
  %0 = ag.sub %x, %y : tensor<?x4xf32>, tensor<?x1xf32> -> tensor<?x4xf32>
  return
}

// -----

func.func @condition(%c: tensor<4xi8>, %x: tensor<4xf32>) {
  // expected-error@+1 {{'ag.select' [condition] the condition has elements i8, expected i1}}
  %0 = ag.select %c, %x, %x : tensor<4xi8>, tensor<4xf32>, tensor<4xf32> -> tensor<4xf32>
  return
}

// -----

func.func @element_type(%x: tensor<4xf32>) {
  // expected-error@+1 {{'ag.cast' [element-type] ag does not compute with elements 'i3'}}
  %0 = ag.cast %x : tensor<4xf32> -> tensor<4xi3>
  return
}

// -----

func.func @result_type(%x: tensor<4xf32>) {
  // expected-error@+1 {{'ag.neg' op inferred type(s) 'tensor<4xf32>' are incompatible with return type(s) of operation 'tensor<5xf32>'}}
  %0 = ag.neg %x : tensor<4xf32> -> tensor<5xf32>
  return
}
