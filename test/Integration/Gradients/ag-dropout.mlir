// Random bits have no derivative, but the elements that they select have one.
// RUN: ag-run %s --verify-grad
func.func @main(%key: tensor<2xui32>, %x: tensor<4x5xf32>) -> tensor<4x5xf32> {
  %bits = ag.random_bits %key : tensor<2xui32> -> tensor<4x5xui32>
  %limit = arith.constant dense<2147483648> : tensor<4x5xi32>
  %l = ag.cast %limit : tensor<4x5xi32> -> tensor<4x5xui32>
  %isKept = ag.compare lt %bits, %l : tensor<4x5xui32>, tensor<4x5xui32> -> tensor<4x5xi1>
  %zeros = arith.constant dense<0.0> : tensor<4x5xf32>
  %two = arith.constant dense<2.0> : tensor<4x5xf32>
  %0 = ag.mul %x, %two : tensor<4x5xf32>
  %1 = ag.select %isKept, %0, %zeros : tensor<4x5xi1>, tensor<4x5xf32>, tensor<4x5xf32> -> tensor<4x5xf32>
  %2 = ag.mul %1, %x : tensor<4x5xf32>
  return %2 : tensor<4x5xf32>
}
