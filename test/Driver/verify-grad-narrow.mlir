// A gradient in bf16 is compared with the one in double, and is computed in the program's own types as well.
// RUN: split-file %s %t
// RUN: ag-run %t/made.mlir --verify-grad | FileCheck %s --check-prefix=MADE
// RUN: not ag-run %t/given.mlir --verify-grad 2>&1 | FileCheck %s --check-prefix=GIVEN
// RUN: ag-run %t/lossy.mlir --verify-grad | FileCheck %s --check-prefix=LOSSY

// MADE: gradient against duals: same
// MADE-NEXT: gradient in its types: same, @main_grad
// The sum of 4,096 ones in bf16 is 256.
// GIVEN: error: this derivative is wrong: the gradient of argument 0 at [0]: @main_grad gives 256 in the program's types, 4096 in double
// GIVEN: gradient against duals: same
// GIVEN-NEXT: gradient in its types: different
// The error is accepted if the function loses as many digits as its gradient.
// LOSSY: gradient in its types: same

//--- made.mlir
func.func @main(%w: tensor<2xbf16>) -> tensor<f32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = arith.constant 4096 : index
  %z = arith.constant dense<0.0> : tensor<f32>
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%s = %z) -> tensor<f32> {
    %f = ag.cast %w : tensor<2xbf16> -> tensor<2xf32>
    %t = ag.reduce sum %f [0] : tensor<2xf32> -> tensor<f32>
    %a = ag.add %s, %t : tensor<f32>
    scf.yield %a : tensor<f32>
  }
  return %r : tensor<f32>
}

//--- given.mlir
func.func @main(%w: tensor<2xbf16>) -> tensor<f32> {
  %c = arith.constant dense<4096.0> : tensor<f32>
  %f = ag.cast %w : tensor<2xbf16> -> tensor<2xf32>
  %t = ag.reduce sum %f [0] : tensor<2xf32> -> tensor<f32>
  %r = ag.mul %t, %c : tensor<f32>
  return %r : tensor<f32>
}
func.func @main_grad(%w: tensor<2xbf16>) -> tensor<2xbf16> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = arith.constant 4096 : index
  %z = arith.constant dense<0.0> : tensor<2xbf16>
  %one = arith.constant dense<1.0> : tensor<2xbf16>
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%s = %z) -> tensor<2xbf16> {
    %a = ag.add %s, %one : tensor<2xbf16>
    scf.yield %a : tensor<2xbf16>
  }
  return %r : tensor<2xbf16>
}

//--- lossy.mlir
func.func @main(%w: tensor<2xf16>) -> tensor<2xf16> {
  %a = arith.constant dense<3.0e+01> : tensor<2xf16>
  %0 = ag.mul %w, %w : tensor<2xf16>
  %1 = ag.add %0, %a : tensor<2xf16>
  %2 = ag.sub %1, %a : tensor<2xf16>
  %3 = ag.exp %2 : tensor<2xf16>
  %4 = ag.mul %3, %2 : tensor<2xf16>
  return %4 : tensor<2xf16>
}
