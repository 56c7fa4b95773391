// The passes around a phase, by name. The first one rejects the program of a
// rank; the last one verifies the phase's invariant and records the phase.

// RUN: ag-opt --ag-begin-phase=phase=structure --ag-end-phase=phase=structure %s | FileCheck %s
// RUN: not ag-opt --ag-end-phase=phase=allocate %s 2>&1 | FileCheck %s --check-prefix=LEFT
// RUN: ag-opt --shard=dp2 %s | not ag-opt --ag-begin-phase=phase=fuse 2>&1 | FileCheck %s --check-prefix=RANK
// RUN: not ag-opt --ag-begin-phase=phase=moon %s 2>&1 | FileCheck %s --check-prefix=MOON
// RUN: not ag-opt --ag-end-phase=phase=moon %s 2>&1 | FileCheck %s --check-prefix=MOON

// CHECK: module attributes {ag.phase = "structure"}
// LEFT: begin-phase.mlir:[[#@LINE+4]]:8: error: 'math.exp' in @f makes a tensor after the phase allocate
// RANK: error: the program is that of one rank of {{.*}}, which is not for the phase fuse
// MOON: error: there is no phase 'moon', expected one of differentiate, trace,
func.func @f(%x: tensor<4x4xf32>) -> tensor<4x4xf32> {
  %0 = math.exp %x : tensor<4x4xf32>
  return %0 : tensor<4x4xf32>
}
