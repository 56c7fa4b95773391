// Functions of scalars, each at a value of its domain.
// RUN: ag-run %s --verify-grad
func.func @main(%x: f64, %y: f64) -> (f64, f64, f64) {
  %one = arith.constant 1.0 : f64
  %0 = math.sin %x : f64
  %1 = math.cos %y : f64
  %2 = math.fma %0, %1, %x : f64
  %3 = math.absf %2 : f64
  %4 = arith.addf %3, %one : f64
  %5 = math.log %4 : f64
  %6 = math.sqrt %4 : f64
  %7 = math.rsqrt %4 : f64
  %8 = math.powf %4, %y : f64
  %9 = math.exp2 %5 : f64
  %10 = math.log2 %4 : f64
  %11 = math.log1p %3 : f64
  %12 = math.expm1 %5 : f64
  %13 = math.erf %12 : f64
  %14 = arith.addf %6, %7 : f64
  %15 = arith.mulf %14, %9 : f64
  %16 = arith.addf %8, %10 : f64
  %17 = arith.mulf %11, %13 : f64
  return %15, %16, %17 : f64, f64, f64
}
