// Powers by small integers are products, which are nearly as exact as libm.
// RUN: ag-opt %s --pass-pipeline='builtin.module(func.func(ag-approximate-math))' | FileCheck %s

// CHECK-LABEL: func private @cube
// CHECK-NEXT: %[[SQUARE:.*]] = arith.mulf %arg0, %arg0 : vector<8xf32>
// CHECK-NEXT: arith.mulf %[[SQUARE]], %arg0 : vector<8xf32>
// CHECK-NEXT: return
func.func private @cube(%x: vector<8xf32>) -> vector<8xf32> {
  %n = arith.constant dense<3.0> : vector<8xf32>
  %0 = math.powf %x, %n : vector<8xf32>
  return %0 : vector<8xf32>
}

// CHECK-LABEL: func private @inverse
// CHECK: %[[INVERSE:.*]] = arith.divf %{{.*}}, %arg0 : f64
// CHECK-NEXT: arith.mulf %[[INVERSE]], %[[INVERSE]] : f64
func.func private @inverse(%x: f64) -> f64 {
  %n = arith.constant -2.0 : f64
  %0 = math.powf %x, %n : f64
  return %0 : f64
}

// CHECK-LABEL: func private @others
// CHECK-COUNT-4: math.powf
func.func private @others(%x: f32, %y: f32) -> (f32, f32, f32, f32) {
  %five = arith.constant 5.0 : f32
  %half = arith.constant 0.5 : f32
  %least = arith.constant -3.0 : f32
  %0 = math.powf %x, %five : f32
  %1 = math.powf %x, %half : f32
  %2 = math.powf %x, %least : f32
  %3 = math.powf %x, %y : f32
  return %0, %1, %2, %3 : f32, f32, f32, f32
}
