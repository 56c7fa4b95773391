// The error names the op that is left and the pass that should have lowered it.

// RUN: not ag-opt --ag-fuse --ag-bufferize %s 2>&1 | FileCheck %s --check-prefix=GROUP
// RUN: not ag-opt --ag-bufferize %s 2>&1 | FileCheck %s --check-prefix=OP
// RUN: ag-opt --pass-pipeline="builtin.module(ag-fuse,ag-to-linalg,func.func(ag-tile-groups),ag-bufferize)" %s | FileCheck %s
// RUN: ag-opt --pass-pipeline="builtin.module(ag-fuse,ag-open-groups,ag-to-linalg,ag-bufferize)" %s | FileCheck %s

// GROUP: bufferize-left-errors.mlir:[[#@LINE+5]]:8: error: 'ag.fused' cannot be bufferized; run ag-tile-groups, or ag-open-groups, before ag-bufferize
// OP: bufferize-left-errors.mlir:[[#@LINE+4]]:8: error: 'ag.exp' cannot be bufferized; run ag-to-linalg before ag-bufferize
// CHECK: memref.alloc
// CHECK-NOT: tensor<
func.func @f(%x: tensor<8x256xf32>) -> tensor<8xf32> {
  %0 = ag.exp %x : tensor<8x256xf32>
  %1 = ag.reduce sum %0 [1] : tensor<8x256xf32> -> tensor<8xf32>
  return %1 : tensor<8xf32>
}
