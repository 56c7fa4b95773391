// Elements are extracted, computed with, and inserted elsewhere.
// RUN: ag-run %s --verify-grad
func.func @main(%given: tensor<3x4xf64>, %s: tensor<f64>) -> tensor<4x3xf64> {
  %x = tensor.cast %given : tensor<3x4xf64> to tensor<3x?xf64>
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %v = tensor.extract %s[] : tensor<f64>
  %a = tensor.extract %x[%c0, %c1] : tensor<3x?xf64>
  %b = tensor.extract %x[%c2, %c0] : tensor<3x?xf64>
  %m = arith.mulf %a, %b : f64
  %k = arith.negf %m : f64
  %0 = tensor.insert %k into %x[%c1, %c1] : tensor<3x?xf64>
  %1 = tensor.insert %v into %0[%c1, %c0] : tensor<3x?xf64>
  %2 = tensor.collapse_shape %1 [[0, 1]] : tensor<3x?xf64> into tensor<?xf64>
  %n = tensor.dim %x, %c1 : tensor<3x?xf64>
  %3 = tensor.expand_shape %2 [[0, 1]] output_shape [%n, 3] : tensor<?xf64> into tensor<?x3xf64>
  %4 = tensor.cast %3 : tensor<?x3xf64> to tensor<4x3xf64>
  return %4 : tensor<4x3xf64>
}
