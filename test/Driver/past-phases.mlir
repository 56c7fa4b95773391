// A program cannot go back to an earlier phase.
// RUN: ag-opt %s --to=structure -o %t.mlir
// RUN: not ag-compile %t.mlir --to=fuse -o - 2>&1 | FileCheck %s --check-prefix=FUSE
// RUN: not ag-compile %t.mlir --to=differentiate -o - 2>&1 | FileCheck %s --check-prefix=FIRST
// RUN: not ag-opt %t.mlir --to=trace 2>&1 | FileCheck %s --check-prefix=TRACE
// FUSE: error: the program is at the phase structure, which is past fuse; give it as it was before
// FIRST: error: the program is at the phase structure, which is past differentiate; give it as it was before
// TRACE: error: the program is at the phase structure, which is past trace; give it as it was before

// At the phase itself, no pass is left to run.
// RUN: ag-compile %t.mlir --to=structure -o - | FileCheck %s
// CHECK: ag.phase = "structure"
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = ag.exp %x : tensor<4xf32>
  return %y : tensor<4xf32>
}
