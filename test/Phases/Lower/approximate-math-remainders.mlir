// RUN: ag-opt %s --split-input-file --pass-pipeline='builtin.module(func.func(ag-approximate-math))' | FileCheck %s

// A vector of remainders is one fma if all quotients are exact. If one of them
// is too large, libm computes all lanes.
module attributes {ag.target = {kind = "cpu", march = "x86-64-v3"}} {
  // CHECK-LABEL: func @vectors
  // CHECK: %[[Q:.*]] = math.trunc %{{.*}} : vector<8xf32>
  // CHECK: %[[LARGE:.*]] = arith.cmpf oge, %[[Q]], %{{.*}} : vector<8xf32>
  // CHECK: %[[ANY:.*]] = vector.reduction <or>, %[[LARGE]] : vector<8xi1> into i1
  // CHECK: scf.if %[[ANY]] -> (vector<8xf32>)
  // CHECK-NEXT: llvm.frem %arg0, %arg1 : vector<8xf32>
  // CHECK: } else {
  // CHECK: math.fma %{{.*}} : vector<8xf32>
  // CHECK-NOT: arith.remf
  // CHECK: return
  func.func @vectors(%x: vector<8xf32>, %y: vector<8xf32>) -> vector<8xf32> {
    %0 = arith.remf %x, %y : vector<8xf32>
    return %0 : vector<8xf32>
  }

  // CHECK-LABEL: func @scalar
  // CHECK: %[[LARGE:.*]] = arith.cmpf oge
  // CHECK-NEXT: scf.if %[[LARGE]] -> (f64)
  // CHECK: math.fma %{{.*}} : f64
  func.func @scalar(%x: f64, %y: f64) -> f64 {
    %0 = arith.remf %x, %y : f64
    return %0 : f64
  }

  // CHECK-LABEL: func @others
  // CHECK-NEXT: arith.remf %{{.*}} : vector<2x8xf32>
  // CHECK-NEXT: arith.remf %{{.*}} : tensor<8xf32>
  // CHECK-NEXT: arith.remf %{{.*}} : f16
  func.func @others(%x: vector<2x8xf32>, %y: tensor<8xf32>, %z: f16) -> (vector<2x8xf32>, tensor<8xf32>, f16) {
    %0 = arith.remf %x, %x : vector<2x8xf32>
    %1 = arith.remf %y, %y : tensor<8xf32>
    %2 = arith.remf %z, %z : f16
    return %0, %1, %2 : vector<2x8xf32>, tensor<8xf32>, f16
  }
}

// -----

// Without fma, libm computes all remainders.
module attributes {ag.target = {kind = "cpu", march = "x86-64"}} {
  // CHECK-LABEL: func @without
  // CHECK-NEXT: arith.remf
  func.func @without(%x: vector<8xf32>) -> vector<8xf32> {
    %0 = arith.remf %x, %x : vector<8xf32>
    return %0 : vector<8xf32>
  }
}
