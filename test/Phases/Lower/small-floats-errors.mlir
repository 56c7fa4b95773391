// An unknown processor is refused by each pass that reads its features, and is
// not taken for one without f16.
// RUN: not ag-opt %s --pass-pipeline='builtin.module(func.func(ag-schedule-cpu))' 2>&1 | FileCheck %s
// RUN: not ag-opt %s --ag-split-loops 2>&1 | FileCheck %s
// RUN: not ag-opt %s --pass-pipeline='builtin.module(func.func(ag-widen-small-floats))' 2>&1 | FileCheck %s
// RUN: not ag-opt %s --ag-small-floats-to-bits 2>&1 | FileCheck %s

// CHECK: small-floats-errors.mlir:[[@LINE+1]]:1: error: ag.target: march=z80: no such CPU; expected x86-64,
module attributes {ag.target = {kind = "cpu", march = "z80"}} {
  func.func @f(%x: f16) -> f32 {
    %y = arith.extf %x : f16 to f32
    return %y : f32
  }
}
