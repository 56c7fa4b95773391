// RUN: ag-opt --ag-plan-workspace --ag-hoist-views --canonicalize %s | FileCheck %s

// A buffer that an iteration allocates is live in it: %b has the memory of %a,
// which is no longer live. Both are after %kept, which every iteration reads.
// Only one of two branches runs, so their buffers share memory, and so does
// %shared, which only the branches use.
// CHECK: func.func private @f.workspace() -> index
// CHECK:   %[[ALL:.*]] = arith.constant 128 : index
// CHECK:   return %[[ALL]]
// CHECK: func.func @f
// CHECK-DAG: %[[KEPT:.*]] = memref.view %arg3[%c0][] : memref<?xi8> to memref<16xf32>
// CHECK-DAG: %[[A:.*]] = memref.view %arg3[%c64][] : memref<?xi8> to memref<16xf32>
// CHECK-DAG: %[[B:.*]] = memref.view %arg3[%c64][] : memref<?xi8> to memref<16xf32>
// CHECK: scf.for
// CHECK-NEXT: memref.copy %arg0, %[[A]]
// CHECK-NEXT: memref.copy %[[A]], %arg1
// CHECK-NEXT: memref.copy %[[KEPT]], %[[B]]
// CHECK-NEXT: memref.copy %[[B]], %arg1
// CHECK: %[[SHARED:.*]] = memref.view %arg3[%c0][]
// CHECK: scf.if
// CHECK-NEXT: %[[C:.*]] = memref.view %arg3[%c64][]
// CHECK-NEXT: memref.copy %arg0, %[[C]]
// CHECK-NEXT: memref.copy %[[C]], %[[SHARED]]
// CHECK-NEXT: memref.copy %[[SHARED]], %arg1
// CHECK-NEXT: else
// CHECK-NEXT: %[[D:.*]] = memref.view %arg3[%c64][]
// CHECK-NEXT: memref.copy %arg1, %[[D]]
// CHECK-NEXT: memref.copy %[[D]], %[[SHARED]]
func.func private @f.shapes() -> index {
  %n = arith.constant 16 : index
  return %n : index
}
func.func @f(%x: memref<16xf32>, %r: memref<16xf32>, %c: i1) attributes {ag.shapes = @f.shapes, ag.signature = {
    arguments = [["", f32, [16]]], parameters = [], results = [["", f32, [16]]], symbols = []}} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %kept = memref.alloc() : memref<16xf32>
  memref.copy %x, %kept : memref<16xf32> to memref<16xf32>
  scf.for %i = %c0 to %c4 step %c1 {
    %a = memref.alloc() : memref<16xf32>
    memref.copy %x, %a : memref<16xf32> to memref<16xf32>
    memref.copy %a, %r : memref<16xf32> to memref<16xf32>
    %b = memref.alloc() : memref<16xf32>
    memref.copy %kept, %b : memref<16xf32> to memref<16xf32>
    memref.copy %b, %r : memref<16xf32> to memref<16xf32>
  }
  %shared = memref.alloc() : memref<16xf32>
  scf.if %c {
    %d = memref.alloc() : memref<16xf32>
    memref.copy %x, %d : memref<16xf32> to memref<16xf32>
    memref.copy %d, %shared : memref<16xf32> to memref<16xf32>
    memref.copy %shared, %r : memref<16xf32> to memref<16xf32>
  } else {
    %e = memref.alloc() : memref<16xf32>
    memref.copy %r, %e : memref<16xf32> to memref<16xf32>
    memref.copy %e, %shared : memref<16xf32> to memref<16xf32>
    memref.copy %shared, %r : memref<16xf32> to memref<16xf32>
  }
  return
}
