// Functions without a GPU instruction become calls of f64 functions, with their bodies and tables.
// RUN: ag-opt --ag-call-device-math %s | FileCheck %s

// Functions that no op calls are not added.
// CHECK-NOT: @_Z3cosd(%{{.*}}) -> f64 attributes

// CHECK-LABEL: gpu.func @powers
// CHECK: %[[X:.*]] = arith.extf %arg0 : f32 to f64
// CHECK: %[[Y:.*]] = arith.extf %arg1 : f32 to f64
// CHECK: arith.cmpf ogt, %[[Y]]
// CHECK: %[[POWER:.*]] = arith.select
// CHECK: %[[LEAST:.*]] = arith.cmpf olt, %[[POWER]]
// CHECK: %[[WITHIN:.*]] = arith.select %[[LEAST]], %{{.*}}, %[[POWER]]
// CHECK: %[[R:.*]] = llvm.call @_Z3powdd(%[[X]], %[[WITHIN]]) : (f64, f64) -> f64
// CHECK: arith.truncf %[[R]] : f64 to f32
gpu.module @kernels {
  gpu.func @powers(%x: f32, %y: f32, %to: memref<f32>) kernel {
    %0 = math.powf %x, %y : f32
    memref.store %0, %to[] : memref<f32>
    gpu.return
  }

  // A zero keeps its sign. In f32, libclc computes large arguments only.
  // CHECK-LABEL: gpu.func @sines
  // CHECK: %[[SINE:.*]] = llvm.call @_Z3sind(%arg0) : (f64) -> f64
  // CHECK: %[[ZERO:.*]] = arith.cmpf oeq, %arg0
  // CHECK: arith.select %[[ZERO]], %arg0, %[[SINE]] : f64
  // CHECK: scf.if %{{.*}} -> (f32) {
  // CHECK-NOT: f64
  // CHECK: } else {
  // CHECK: llvm.call @_Z3sind
  // CHECK: arith.truncf
  gpu.func @sines(%x: f64, %y: f32, %to: memref<f64>, %also: memref<f32>) kernel {
    %0 = math.sin %x : f64
    %1 = math.sin %y : f32
    memref.store %0, %to[] : memref<f64>
    memref.store %1, %also[] : memref<f32>
    gpu.return
  }

  // CHECK-LABEL: gpu.func @logarithm
  // CHECK: %[[REST:.*]] = llvm.call @_Z5log1pd
  // CHECK: %[[LOW:.*]] = math.fma %{{.*}}, %{{.*}}, %[[REST]] : f64
  // CHECK: math.fma %{{.*}}, %{{.*}}, %[[LOW]] : f64
  gpu.func @logarithm(%x: f64, %to: memref<f64>) kernel {
    %0 = math.log %x : f64
    memref.store %0, %to[] : memref<f64>
    gpu.return
  }

  // CHECK-LABEL: gpu.func @remainder
  // CHECK: scf.while (%[[R:.*]] = %{{.*}}) : (f32) -> f32 {
  // CHECK: arith.cmpf oge
  // CHECK: scf.condition(%{{.*}}) %[[R]] : f32
  // CHECK: arith.divf
  // CHECK: math.roundeven
  // CHECK: math.fma
  // CHECK: scf.yield
  // CHECK-NOT: arith.remf
  gpu.func @remainder(%x: f32, %y: f32, %to: memref<f32>) kernel {
    %0 = arith.remf %x, %y : f32
    memref.store %0, %to[] : memref<f32>
    gpu.return
  }

  // CHECK-DAG: llvm.func internal local_unnamed_addr @_Z3powdd(%{{.*}}: f64 {{.*}}) -> f64 attributes {always_inline,
  // CHECK-DAG: llvm.func internal {{.*}}@_Z3sind
  // CHECK-DAG: llvm.mlir.global internal unnamed_addr constant @POWLOG_TBL_HEAD({{.*}}) {addr_space = 1 : i32
}
