// RUN: ag-opt --ag-plan-workspace --canonicalize %s | FileCheck %s

// Only two of the three buffers are live at a time. The second one is at the
// workspace's start. The first and third share the memory after it, at 4 * n
// bytes, rounded up to 64.
// CHECK: func.func private @f.workspace(%arg0: index) -> index
// CHECK: func.func @f(%arg0: memref<?xf32>, %arg1: memref<?xf32>, %arg2: memref<?xi8>)
// CHECK-SAME: ag.workspace = @f.workspace
// CHECK-DAG: %[[N:.*]] = memref.dim %arg0
// CHECK-DAG: %[[BYTES:.*]] = arith.muli %[[N]], %c4
// CHECK-DAG: %[[UP:.*]] = arith.addi %[[BYTES]], %c63
// CHECK-DAG: arith.andi %[[UP]], %c-64
// CHECK: %[[A:.*]] = memref.view %arg2[%{{[0-9]+}}][
// CHECK: memref.copy %arg0, %[[A]]
// CHECK: %[[B:.*]] = memref.view %arg2[%c0][
// CHECK: memref.copy %[[A]], %[[B]]
// CHECK: %[[C:.*]] = memref.view %arg2[%{{[0-9]+}}][
// CHECK: memref.copy %[[B]], %[[C]]
// CHECK: memref.copy %[[C]], %arg1
func.func private @f.shapes(%n: index) -> index {
  return %n : index
}
func.func @f(%x: memref<?xf32>, %r: memref<?xf32>) attributes {ag.shapes = @f.shapes, ag.signature = {
    arguments = [["", f32, ["n"]]], parameters = [], results = [["", f32, ["n"]]], symbols = [["n", 1, 32]]}} {
  %c0 = arith.constant 0 : index
  %n = memref.dim %x, %c0 : memref<?xf32>
  %a = memref.alloc(%n) : memref<?xf32>
  memref.copy %x, %a : memref<?xf32> to memref<?xf32>
  %b = memref.alloc(%n) : memref<?xf32>
  memref.copy %a, %b : memref<?xf32> to memref<?xf32>
  %c = memref.alloc(%n) : memref<?xf32>
  memref.copy %b, %c : memref<?xf32> to memref<?xf32>
  memref.copy %c, %r : memref<?xf32> to memref<?xf32>
  return
}
