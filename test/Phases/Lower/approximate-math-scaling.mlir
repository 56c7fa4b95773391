// RUN: ag-opt %s --pass-pipeline='builtin.module(func.func(ag-approximate-math))' | FileCheck %s

// If an instruction multiplies by powers of two, exp uses it.
module attributes {ag.target = {kind = "cpu", march = "x86-64-v4"}} {
  // CHECK-LABEL: func @vectors
  // CHECK: %[[N:.*]] = arith.subi %{{.*}} : vector<16xi32>
  // CHECK: llvm.call_intrinsic "llvm.ldexp"(%{{.*}}, %[[N]]) : (vector<16xf32>, vector<16xi32>) -> vector<16xf32>
  // CHECK-NEXT: return
  func.func @vectors(%x: vector<16xf32>) -> vector<16xf32> {
    %0 = math.exp %x : vector<16xf32>
    return %0 : vector<16xf32>
  }

  // CHECK-LABEL: func @doubles
  // CHECK: %[[N:.*]] = arith.trunci %{{.*}} : vector<8xi64> to vector<8xi32>
  // CHECK: llvm.call_intrinsic "llvm.ldexp"(%{{.*}}, %[[N]]) : (vector<8xf64>, vector<8xi32>) -> vector<8xf64>
  func.func @doubles(%x: vector<8xf64>) -> vector<8xf64> {
    %0 = math.exp %x : vector<8xf64>
    return %0 : vector<8xf64>
  }

  // CHECK-LABEL: func @scalar
  // CHECK: llvm.call_intrinsic "llvm.ldexp"(%{{.*}}, %{{.*}}) : (f32, i32) -> f32
  func.func @scalar(%x: f32) -> f32 {
    %0 = math.exp %x : f32
    return %0 : f32
  }
}
