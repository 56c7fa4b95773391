// RUN: ag-opt --pass-pipeline='builtin.module(func.func(ag-widen-small-floats))' %s | FileCheck %s
// RUN: ag-opt --march=x86-64 --pass-pipeline='builtin.module(func.func(ag-widen-small-floats))' %s | FileCheck %s --check-prefix=BASE

// f16 is rounded after each op, and the casts have no flag to remove them.
// CHECK-LABEL: func @steps
// CHECK-DAG: %[[X:.*]] = arith.extf %arg0 : f16 to f32
// CHECK-DAG: %[[Y:.*]] = arith.extf %arg1 : f16 to f32
// CHECK: %[[S:.*]] = arith.addf %[[X]], %[[Y]] : f32
// CHECK: %[[R:.*]] = arith.truncf %[[S]] : f32 to f16
// CHECK: %[[W:.*]] = arith.extf %[[R]] : f16 to f32
// CHECK: %[[E:.*]] = math.exp %[[W]] : f32
// CHECK: arith.truncf %[[E]] : f32 to f16
// CPUs without F16C have no such casts.
// BASE-LABEL: func @steps
// BASE-NOT: extf
// BASE-NOT: truncf
// BASE-LABEL: func @double
func.func @steps(%x: f16, %y: f16) -> f16 {
  %0 = arith.addf %x, %y : f16
  %1 = math.exp %0 : f16
  return %1 : f16
}

// f64 is rounded to the odd f32 of two neighbours, then to bf16 by integers.
// CHECK-LABEL: func @double
// CHECK: %[[NEAREST:.*]] = arith.truncf %arg0 : f64 to f32
// CHECK: %[[BITS:.*]] = arith.bitcast %[[NEAREST]] : f32 to i32
// CHECK: %[[BACK:.*]] = arith.extf %[[NEAREST]] : f32 to f64
// CHECK: arith.addi %[[BITS]], %{{.*}} : i32
// CHECK: arith.subi %[[BITS]], %{{.*}} : i32
// CHECK-NOT: truncf
// CHECK: %[[R:.*]] = arith.bitcast %{{.*}} : i16 to bf16
// CHECK-NEXT: return %[[R]]
func.func @double(%x: f64) -> bf16 {
  %0 = arith.truncf %x : f64 to bf16
  return %0 : bf16
}

// Bits of an i64 that f64 lacks are combined into the last bit that it has.
// CHECK-LABEL: func @integer
// CHECK-COUNT-2: arith.andi %arg0, %{{.*}} : vector<4xi64>
// CHECK: arith.ori %{{.*}} : vector<4xi64>
// CHECK: arith.sitofp %{{.*}} : vector<4xi64> to vector<4xf64>
func.func @integer(%x: vector<4xi64>) -> vector<4xf16> {
  %0 = arith.sitofp %x : vector<4xi64> to vector<4xf16>
  return %0 : vector<4xf16>
}

// CHECK-LABEL: func @exact
// CHECK-NOT: f64
// CHECK: arith.sitofp %arg0 : i16 to f32
func.func @exact(%x: i16) -> bf16 {
  %0 = arith.sitofp %x : i16 to bf16
  return %0 : bf16
}

// 0 is greater than -0, which only this op respects.
// CHECK-LABEL: func @greater
// CHECK: arith.maximumf %arg0, %arg1 : f32
func.func @greater(%x: f32, %y: f32) -> f32 {
  %0 = arith.maximumf %x, %y : f32
  return %0 : f32
}
