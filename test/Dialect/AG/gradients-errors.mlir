// RUN: ag-opt %s -split-input-file -verify-diagnostics=only-expected

// One of the two types may be dynamic; a name may be that of a parameter that
// no op reads.
func.func @right(%x: tensor<?xf32>, %y: f64) -> (tensor<4xf32> {ag.gradient_of = 0}, f64 {ag.gradient_of = 1 : i8},
                                                 tensor<2xf32> {ag.gradient_of = "w"}) {
  %0 = tensor.cast %x : tensor<?xf32> to tensor<4xf32>
  %1 = arith.constant dense<0.0> : tensor<2xf32>
  return %0, %y, %1 : tensor<4xf32>, f64, tensor<2xf32>
}

// -----

// expected-error@+1 {{'func.func' [gradient-attribute] result 0 has 1 : i64, expected the number of one of the 1 arguments}}
func.func @number(%x: tensor<4xf32>) -> (tensor<4xf32> {ag.gradient_of = 1}) {
  return %x : tensor<4xf32>
}

// -----

// expected-error@+1 {{'func.func' [gradient-attribute] result 0 has -1 : i64, expected the number of one of the 1 arguments}}
func.func @negative(%x: tensor<4xf32>) -> (tensor<4xf32> {ag.gradient_of = -1}) {
  return %x : tensor<4xf32>
}

// -----

// expected-error@+1 {{'func.func' [gradient-attribute] result 1 has 1 : i64, but that argument is a 'tensor<3xf32>' and the result a 'tensor<4xf32>': expected the same type, of floats}}
func.func @size(%x: tensor<4xf32>, %y: tensor<3xf32>) -> (tensor<4xf32>, tensor<4xf32> {ag.gradient_of = 1}) {
  return %x, %x : tensor<4xf32>, tensor<4xf32>
}

// -----

// expected-error@+1 {{'func.func' [gradient-attribute] result 0 has 0 : i64, but that argument is a 'tensor<4xi32>' and the result a 'tensor<4xi32>': expected the same type, of floats}}
func.func @integers(%x: tensor<4xi32>) -> (tensor<4xi32> {ag.gradient_of = 0}) {
  return %x : tensor<4xi32>
}

// -----

// expected-error@+1 {{'func.func' [gradient-attribute] result 0 has 0 : i64, but that argument is a 'tensor<4xf32>' and the result a 'tensor<4xf64>': expected the same type, of floats}}
func.func private @element(%x: tensor<4xf32>) -> (tensor<4xf64> {ag.gradient_of = 0})

// -----

// expected-error@+1 {{'func.func' [gradient-attribute] result 0 has "", expected an argument's number or a parameter's name}}
func.func private @empty(%x: tensor<4xf32>) -> (tensor<4xf32> {ag.gradient_of = ""})

// -----

// expected-error@+1 {{'func.func' [gradient-attribute] result 0 has [0], expected an argument's number or a parameter's name}}
func.func private @list(%x: tensor<4xf32>) -> (tensor<4xf32> {ag.gradient_of = [0]})
