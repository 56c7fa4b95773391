// Each pass that creates vectors reads their width from the target.

// RUN: not ag-opt %s --ag-pack-panels 2>&1 | FileCheck %s
// RUN: not ag-opt %s --ag-tile-contractions 2>&1 | FileCheck %s
// RUN: not ag-opt %s --ag-vectorize-transposes 2>&1 | FileCheck %s
// RUN: not ag-opt %s --ag-vectorize-rows 2>&1 | FileCheck %s

// CHECK: target-errors.mlir:[[@LINE+1]]:1: error: ag.target: march=z80: no such CPU; expected x86-64,
module attributes {ag.target = {kind = "cpu", march = "z80"}} {
  func.func @f(%x: tensor<64xf32>) -> tensor<64xf32> {
    return %x : tensor<64xf32>
  }
}
