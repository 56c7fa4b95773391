// RUN: ag-opt --ag-lift-parameters %s -split-input-file -verify-diagnostics=only-expected

func.func @same_type() -> (tensor<4xf32>, tensor<5xf32>) {
  %b = ag.parameter "b" : tensor<4xf32>
  // expected-error@+1 {{'ag.parameter' [same-type] "b" is a 'tensor<5xf32>' here and a 'tensor<4xf32>' elsewhere}}
  %c = ag.parameter "b" : tensor<5xf32>
  return %b, %c : tensor<4xf32>, tensor<5xf32>
}

// -----

func.func private @called() -> tensor<4xf32> {
  // expected-error@+1 {{a private function uses a parameter; inline it first}}
  %b = ag.parameter "b" : tensor<4xf32>
  return %b : tensor<4xf32>
}

// -----

func.func @first() -> tensor<4xf32> {
  %b = ag.parameter "b" : tensor<4xf32>
  return %b : tensor<4xf32>
}
func.func @other_entry() -> tensor<5xf32> {
  // expected-error@+1 {{'ag.parameter' [same-type] "b" is a 'tensor<5xf32>' here and a 'tensor<4xf32>' elsewhere}}
  %b = ag.parameter "b" : tensor<5xf32>
  return %b : tensor<5xf32>
}

// -----

func.func private @mark() -> (tensor<4xf32> {ag.gradient_of = "b"})
// expected-error@+1 {{'func.func' [gradient-attribute] result 0 of @other_mark has "b", but that parameter is a 'tensor<4xf32>' and the result a 'tensor<5xf32>': expected the same type}}
func.func @other_mark(%x: tensor<5xf32>) -> (tensor<5xf32> {ag.gradient_of = "b"}) {
  return %x : tensor<5xf32>
}
func.func @parameter() -> tensor<4xf32> {
  %b = ag.parameter "b" : tensor<4xf32>
  return %b : tensor<4xf32>
}
