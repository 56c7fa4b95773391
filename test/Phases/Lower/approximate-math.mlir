// RUN: ag-opt %s --pass-pipeline='builtin.module(func.func(ag-approximate-math))' | FileCheck %s

// Vectors stay vectors, and a product and a sum may become one instruction.
// CHECK-LABEL: func @vectors
// CHECK-NOT: math.
// CHECK: arith.mulf %{{.*}} fastmath<contract> : vector<16xf32>
// CHECK-NEXT: arith.addf %{{.*}} fastmath<contract> : vector<16xf32>
// CHECK-NOT: math.
// CHECK: return
func.func @vectors(%x: vector<16xf32>) -> vector<16xf32> {
  %0 = math.exp %x : vector<16xf32>
  %1 = math.expm1 %0 : vector<16xf32>
  %2 = math.log %1 : vector<16xf32>
  %3 = math.log1p %2 : vector<16xf32>
  %4 = math.tanh %3 : vector<16xf32>
  %5 = math.erf %4 : vector<16xf32>
  %6 = math.sinh %5 : vector<16xf32>
  %7 = math.cosh %6 : vector<16xf32>
  return %7 : vector<16xf32>
}

// Scalars have the same formula as lanes.
// CHECK-LABEL: func @scalar
// CHECK-NOT: math.
// CHECK: return
func.func @scalar(%x: f32) -> f32 {
  %0 = math.exp %x : f32
  return %0 : f32
}

// exp of f64, and the functions computed from it, are approximated.
// CHECK-LABEL: func @doubles
// CHECK-NOT: math.
// CHECK: return
func.func @doubles(%x: vector<8xf64>) -> vector<8xf64> {
  %0 = math.exp %x : vector<8xf64>
  %1 = math.expm1 %0 : vector<8xf64>
  %2 = math.tanh %1 : vector<8xf64>
  %3 = math.sinh %2 : vector<8xf64>
  %4 = math.cosh %3 : vector<8xf64>
  return %4 : vector<8xf64>
}

// Functions without an approximation are left to libm.
// CHECK-LABEL: func @libm
// CHECK: math.log %{{.*}} : f64
// CHECK: math.sin
func.func @libm(%x: f64, %y: f32) -> (f64, f32) {
  %0 = math.log %x : f64
  %1 = math.sin %y : f32
  return %0, %1 : f64, f32
}

// Ops that are not lowered to vectors yet stay.
// CHECK-LABEL: func @tensors
// CHECK-NEXT: math.exp %{{.*}} : tensor<4xf32>
// CHECK-NEXT: return
func.func @tensors(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = math.exp %x : tensor<4xf32>
  return %0 : tensor<4xf32>
}
