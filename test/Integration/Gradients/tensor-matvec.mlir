// A product of a matrix and a vector, element by element.
// RUN: ag-run %s --verify-grad
func.func @main(%a: tensor<3x4xf32>, %x: tensor<4xf32>) -> tensor<3xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %c4 = arith.constant 4 : index
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<3xf32>
  %y = scf.for %i = %c0 to %c3 step %c1 iter_args(%s = %empty) -> (tensor<3xf32>) {
    %sum = scf.for %j = %c0 to %c4 step %c1 iter_args(%t = %zero) -> (f32) {
      %0 = tensor.extract %a[%i, %j] : tensor<3x4xf32>
      %1 = tensor.extract %x[%j] : tensor<4xf32>
      %2 = arith.mulf %0, %1 : f32
      %3 = arith.addf %t, %2 : f32
      scf.yield %3 : f32
    }
    %4 = tensor.insert %sum into %s[%i] : tensor<3xf32>
    scf.yield %4 : tensor<3xf32>
  }
  return %y : tensor<3xf32>
}
