// GELU by erf and by tanh, for f16 elements, computed in f32.
// RUN: ag-run %s --verify-grad
func.func @main(%x: tensor<9xf16>) -> (tensor<9xf16>, tensor<9xf16>) {
  %half = arith.constant dense<0.5> : tensor<9xf32>
  %one = arith.constant dense<1.0> : tensor<9xf32>
  %s = arith.constant dense<0.70710678> : tensor<9xf32>
  %a = arith.constant dense<0.79788456> : tensor<9xf32>
  %b = arith.constant dense<0.044715> : tensor<9xf32>
  %w = ag.cast %x : tensor<9xf16> -> tensor<9xf32>
  %0 = ag.mul %w, %s : tensor<9xf32>
  %1 = ag.erf %0 : tensor<9xf32>
  %2 = ag.add %1, %one : tensor<9xf32>
  %3 = ag.mul %w, %half : tensor<9xf32>
  %4 = ag.mul %2, %3 : tensor<9xf32>
  %5 = ag.mul %w, %w : tensor<9xf32>
  %6 = ag.mul %5, %w : tensor<9xf32>
  %7 = ag.mul %6, %b : tensor<9xf32>
  %8 = ag.add %7, %w : tensor<9xf32>
  %9 = ag.mul %8, %a : tensor<9xf32>
  %10 = ag.tanh %9 : tensor<9xf32>
  %11 = ag.add %10, %one : tensor<9xf32>
  %12 = ag.mul %11, %3 : tensor<9xf32>
  %13 = ag.cast %4 : tensor<9xf32> -> tensor<9xf16>
  %14 = ag.cast %12 : tensor<9xf32> -> tensor<9xf16>
  return %13, %14 : tensor<9xf16>, tensor<9xf16>
}
