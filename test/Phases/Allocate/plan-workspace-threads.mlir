// RUN: ag-opt --buffer-loop-hoisting --ag-plan-workspace --canonicalize %s | FileCheck %s

// A buffer in a loop that threads share moves out of the loops in a chunk, but
// not out of the chunk. It has 4 copies, 64 bytes apart. The other live buffer
// is before them.
// CHECK: func.func private @f.workspace() -> index
// CHECK:   %[[ALL:.*]] = arith.constant 4288 : index
// CHECK:   return %[[ALL]]
// CHECK: func.func @f(%arg0: memref<1000xf32>, %arg1: memref<1000xf32>, %arg2: memref<?xi8>)
// CHECK: memref.view %arg2[%c0][] : memref<?xi8> to memref<1000xf32>
// CHECK: scf.parallel (%[[CHUNK:.*]]) =
// CHECK: %[[BEFORE:.*]] = arith.muli %[[CHUNK]], %c64
// CHECK: %[[PLACE:.*]] = arith.addi %[[BEFORE]], %c4032
// CHECK: memref.view %arg2[%[[PLACE]]][] : memref<?xi8> to memref<10xf32>
// CHECK: scf.for
// CHECK-NOT: memref.alloc
module attributes {ag.target = {kind = "cpu", threads = 4}} {
func.func private @f.shapes() -> index {
  %n = arith.constant 1000 : index
  return %n : index
}
func.func @f(%x: memref<1000xf32>, %r: memref<1000xf32>) attributes {ag.shapes = @f.shapes, ag.signature = {
    arguments = [["", f32, [1000]]], parameters = [], results = [["", f32, [1000]]], symbols = []}} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %c250 = arith.constant 250 : index
  %outer = memref.alloc() : memref<1000xf32>
  memref.copy %x, %outer : memref<1000xf32> to memref<1000xf32>
  scf.parallel (%chunk) = (%c0) to (%c4) step (%c1) {
    %first = arith.muli %chunk, %c250 : index
    scf.for %i = %c0 to %c250 step %c1 {
      %own = memref.alloc() : memref<10xf32>
      %at = arith.addi %first, %i : index
      %v = memref.load %outer[%at] : memref<1000xf32>
      memref.store %v, %own[%c1] : memref<10xf32>
      %w = memref.load %own[%c1] : memref<10xf32>
      memref.store %w, %r[%at] : memref<1000xf32>
    }
  } {ag.on_threads}
  return
}
}
