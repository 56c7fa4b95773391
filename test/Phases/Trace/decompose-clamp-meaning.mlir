// Clamps of numbers become a maximum and a minimum, which give NaN for NaN.
// RUN: ag-opt --ag-decompose %s | FileCheck %s
// RUN: ag-run %s --input=randn:1 --on=cpu --same-as=%s
// RUN: ag-run %s --input=randn:1 --on=emulator --same-as=%s
// RUN: ag-run %s --input=randn:1 --verify-grad

// CHECK-LABEL: func.func @clamps
// CHECK: %[[ABOVE:.*]] = arith.maximumf %{{.*}}, %{{.*}} : f64
// CHECK: arith.minimumf %[[ABOVE]], %{{.*}} : f64
// CHECK-NOT: math.clampf
func.func @clamps(%x: f64) -> (f64, f64, f64, f64, f32) {
  %low = arith.constant -0.5 : f64
  %high = arith.constant 2.0 : f64
  %nan = arith.constant 0x7FF8000000000000 : f64
  %far = arith.constant 3.0 : f64
  %half = arith.constant 0.5 : f32
  %one = arith.constant 1.0 : f32
  %0 = math.clampf %x to [%low, %high] : f64
  %1 = math.clampf %low to [%low, %high] : f64
  %2 = math.clampf %far to [%low, %high] : f64
  %3 = math.clampf %nan to [%low, %high] : f64
  %y = arith.truncf %x : f64 to f32
  %4 = math.clampf %y to [%half, %one] fastmath<nnan> : f32
  return %0, %1, %2, %3, %4 : f64, f64, f64, f64, f32
}
