// Ops of math, on the same three numbers.
// RUN: ag-run %s --entry=rounding | FileCheck %s --check-prefix=ROUNDING
// RUN: ag-run %s --entry=values | FileCheck %s --check-prefix=VALUES

func.func @rounding() -> (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) {
  %x = arith.constant dense<[-2.5, 1.5, 0.5]> : tensor<3xf32>
  // ROUNDING: f32[3] [-3, 1, 0]
  %0 = math.floor %x : tensor<3xf32>
  // ROUNDING-NEXT: f32[3] [-2, 2, 1]
  %1 = math.ceil %x : tensor<3xf32>
  // ROUNDING-NEXT: f32[3] [-2, 1, 0]
  %2 = math.trunc %x : tensor<3xf32>
  // ROUNDING-NEXT: f32[3] [-3, 2, 1]
  %3 = math.round %x : tensor<3xf32>
  // ROUNDING-NEXT: f32[3] [-2, 2, 0]
  %4 = math.roundeven %x : tensor<3xf32>
  return %0, %1, %2, %3, %4 : tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>
}

func.func @values() -> (f64, f64, f64, f64, f64, f64, f64, i32, i1, i1) {
  %x = arith.constant 2.0 : f64
  %y = arith.constant -0.5 : f64
  // VALUES: f64[] 4
  %0 = math.exp2 %x : f64
  // VALUES-NEXT: f64[] 1
  %1 = math.log2 %x : f64
  // VALUES-NEXT: f64[] 0.909297427
  %2 = math.sin %x : f64
  // VALUES-NEXT: f64[] 1.81577499
  %3 = math.atan2 %x, %y : f64
  // VALUES-NEXT: f64[] -2
  %4 = math.copysign %x, %y : f64
  // VALUES-NEXT: f64[] 1
  %5 = math.fma %x, %y, %x : f64
  // VALUES-NEXT: f64[] -0.5
  %6 = math.clampf %y to [%y, %x] : f64
  %i = arith.constant -3 : i32
  %three = arith.constant 3 : i32
  // VALUES-NEXT: i32[] -27
  %7 = math.ipowi %i, %three : i32
  // VALUES-NEXT: i1[] false
  %8 = math.isnan %x : f64
  // VALUES-NEXT: i1[] true
  %9 = math.isfinite %x : f64
  return %0, %1, %2, %3, %4, %5, %6, %7, %8, %9 : f64, f64, f64, f64, f64, f64, f64, i32, i1, i1
}
