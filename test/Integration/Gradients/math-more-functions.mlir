// Functions of upstream that are no primitives of ag.
// RUN: ag-run %s --verify-grad
func.func @main(%x: f64, %y: f64) -> (f64, f64) {
  %one = arith.constant 1.0 : f64
  %0 = math.tan %x : f64
  %1 = math.sinh %y : f64
  %2 = math.cosh %y : f64
  %3 = math.atan2 %1, %2 : f64
  %4 = math.atan %0 : f64
  %5 = math.cbrt %2 : f64
  %6 = math.copysign %5, %x : f64
  %7 = math.asinh %6 : f64
  %8 = arith.mulf %3, %4 : f64
  return %7, %8 : f64, f64
}
