// RUN: ag-opt --ag-plan-workspace --canonicalize %s | FileCheck %s

// The size of a parameter is a constant, even if no pass has folded it.
// CHECK-LABEL: func.func private @f.workspace(
// CHECK: %[[BYTES:.*]] = arith.constant 64 : index
// CHECK: return %[[BYTES]]
// CHECK-LABEL: func.func @f(
// CHECK: memref.view
func.func private @f.shapes(%n: index) -> index {
  return %n : index
}
func.func @f(%x: memref<?xf32>, %w: memref<4xf32>, %r: memref<?xf32>) attributes {ag.shapes = @f.shapes, ag.signature = {
    arguments = [["", f32, ["n"]]], parameters = [["w", f32, [4]]], results = [["", f32, ["n"]]], symbols = [["n", 1, 32]]}} {
  %c0 = arith.constant 0 : index
  %n = memref.dim %w, %c0 : memref<4xf32>
  %a = memref.alloc(%n) : memref<?xf32>
  memref.copy %a, %r : memref<?xf32> to memref<?xf32>
  return
}
