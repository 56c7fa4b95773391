// A group for a GPU is one kernel: all values between its ops are in registers,
// or in tiles that a block holds.
//
// RUN: ag-opt %s --target=cuda --to=fuse | FileCheck %s
// RUN: ag-compile %s --target=cuda -o %t.o --remarks=missed,fusion 2>&1 | FileCheck %s --check-prefix=REMARKS

// CHECK-LABEL: func.func @chain(
// CHECK: nest = #ag.nest<"sm_80">
func.func @chain(%x: tensor<70x300xf32>) -> tensor<70x300xf32> {
  %e = ag.exp %x : tensor<70x300xf32>
  %s = ag.sin %e : tensor<70x300xf32>
  return %s : tensor<70x300xf32>
}

// CHECK-LABEL: func.func @product(
// CHECK: nest = #ag.nest<"sm_80" loops [<parallel result 0 dim 0 by [1]>, <parallel result 0 dim 1 by [64]>, <parallel result 0 dim 2 by [64]>]>
func.func @product(%x: tensor<5x100x300xf32>, %w: tensor<5x300x200xf32>) -> tensor<5x100x200xf32> {
  %p = ag.contract "bik,bkj->bij" %x, %w : tensor<5x100x300xf32>, tensor<5x300x200xf32> -> tensor<5x100x200xf32>
  %y = ag.tanh %p : tensor<5x100x200xf32>
  return %y : tensor<5x100x200xf32>
}

// Sums of f64 take more memory.
// CHECK-LABEL: func.func @wide(
// CHECK: nest = #ag.nest<"sm_80" loops [<parallel result 0 dim 0 by [32]>, <parallel result 0 dim 1 by [64]>]>
func.func @wide(%x: tensor<100x300xf64>, %w: tensor<300x200xf64>) -> tensor<100x200xf64> {
  %p = ag.contract "ik,kj->ij" %x, %w : tensor<100x300xf64>, tensor<300x200xf64> -> tensor<100x200xf64>
  %y = ag.tanh %p : tensor<100x200xf64>
  return %y : tensor<100x200xf64>
}

// The function is computed with the maximum, and is a result. Its row does not
// fit in a block.
// CHECK-LABEL: func.func @long(
// CHECK: ag.fused
// CHECK: ag.tanh
// CHECK: ag.reduce
// CHECK: ag.fused
// CHECK: ag.sub
// REMARKS-DAG: blocks.mlir:[[#@LINE+3]]:8: remark: [ag-fuse] missed edge: 'ag.reduce' is computed apart from 'ag.sub' at [[#@LINE+5]]:8: a block would hold 40.0 kB of tiles, of 39.4 kB that it has
func.func @long(%x: tensor<4x10000xf32>) -> tensor<4x10000xf32> {
  %t = ag.tanh %x : tensor<4x10000xf32>
  %m = ag.reduce max %t [1] : tensor<4x10000xf32> -> tensor<4xf32>
  %b = ag.broadcast %m [0] : tensor<4xf32> -> tensor<4x10000xf32>
  %d = ag.sub %t, %b : tensor<4x10000xf32>
  return %d : tensor<4x10000xf32>
}

// A division may fail, which the host has to know before.
// REMARKS-DAG: blocks.mlir:[[#@LINE+2]]:8: remark: [ag-fuse] missed edge: 'ag.reduce' is computed apart from 'ag.div' at [[#@LINE+4]]:8: {{.*}}this may fail, so that a kernel of its own looks for failures first
func.func @fails(%x: tensor<40x100xi32>, %y: tensor<40x100xi32>) -> tensor<40x100xi32> {
  %m = ag.reduce max %x [1] : tensor<40x100xi32> -> tensor<40xi32>
  %b = ag.broadcast %m [0] : tensor<40xi32> -> tensor<40x100xi32>
  %d = ag.div %b, %y : tensor<40x100xi32>
  return %d : tensor<40x100xi32>
}
