// A buffer as large as an argument, or as one that a loop yields, is inside the
// workspace: the proof uses the planner's bounds.
// RUN: ag-opt --ag-plan-workspace --ag-verify-workspace %s | FileCheck %s

// CHECK: func.func @f(
// CHECK-SAME: ag.workspace_bytes = 128
func.func private @shapes(%n: index, %m: index) {
  return
}
func.func @f(%x: memref<?xf32>, %y: memref<?xf32>) attributes {ag.shapes = @shapes, ag.signature = {
    arguments = [["", f32, ["n"]], ["", f32, ["m"]]], parameters = [], results = [], symbols = [["n", 2, 9], ["m", 2, 9]]}} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = memref.dim %x, %c0 : memref<?xf32>
  %e = memref.load %x[%c0] : memref<?xf32>
  %c = arith.cmpf oeq, %e, %e : f32
  %a = memref.alloc(%n) : memref<?xf32>
  memref.copy %x, %a : memref<?xf32> to memref<?xf32>
  %l = scf.for %i = %c0 to %n step %c1 iter_args(%p = %a) -> memref<?xf32> {
    memref.store %e, %p[%i] : memref<?xf32>
    scf.yield %p : memref<?xf32>
  }
  %s = arith.select %c, %l, %y : memref<?xf32>
  %d = memref.dim %s, %c0 : memref<?xf32>
  %t = memref.alloc(%d) : memref<?xf32>
  memref.copy %s, %t : memref<?xf32> to memref<?xf32>
  memref.copy %t, %y : memref<?xf32> to memref<?xf32>
  memref.copy %a, %x : memref<?xf32> to memref<?xf32>
  return
}
