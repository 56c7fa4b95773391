// RUN: ag-opt %s --ag-record-signature --split-input-file --verify-diagnostics

// expected-error @below {{ag.alias of result 0 of entry @number is 1 : i64, expected the number of one of its 1 arguments}}
func.func @number(%x: tensor<4xf32>) -> (tensor<4xf32> {ag.alias = 1}) {
  return %x : tensor<4xf32>
}

// -----

// expected-error @below {{ag.alias of result 0 of entry @text is "x", expected the number of one of its 1 arguments}}
func.func @text(%x: tensor<4xf32>) -> (tensor<4xf32> {ag.alias = "x"}) {
  return %x : tensor<4xf32>
}

// -----

// expected-error @below {{ag.alias of result 1 of entry @twice is 0 : i64, but result 0 takes over that argument's buffer already}}
func.func @twice(%x: tensor<4xf32>) -> (tensor<4xf32> {ag.alias = 0}, tensor<4xf32> {ag.alias = 0}) {
  return %x, %x : tensor<4xf32>, tensor<4xf32>
}

// -----

// expected-error @below {{ag.alias of result 0 of entry @type is 0 : i64, but that argument is a 'tensor<4xf32>' and the result a 'tensor<4xi32>': expected the same type}}
func.func @type(%x: tensor<4xf32>) -> (tensor<4xi32> {ag.alias = 0}) {
  %0 = ag.cast %x : tensor<4xf32> -> tensor<4xi32>
  return %0 : tensor<4xi32>
}

// -----

// expected-error @below {{ag.alias of result 0 of entry @size is 0 : i64, but that argument is a 'tensor<?xf32>' and the result a 'tensor<?xf32>': expected the same type, and sizes that are provably equal}}
func.func @size(%x: tensor<?xf32>, %y: tensor<?xf32>) -> (tensor<?xf32> {ag.alias = 0}) {
  %0 = ag.neg %y : tensor<?xf32>
  return %0 : tensor<?xf32>
}
