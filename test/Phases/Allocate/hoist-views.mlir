// RUN: ag-opt --ag-hoist-views %s | FileCheck %s

// A view moves out of both loops. One that depends on the chunk moves out of
// the inner loop, with its offset. Other code stays.
// CHECK-LABEL: func.func @f
// CHECK: memref.view %arg0[%c64][]
// CHECK-NEXT: scf.parallel (%[[CHUNK:.*]]) =
// CHECK-NEXT: %[[BEFORE:.*]] = arith.muli %[[CHUNK]], %c64
// CHECK-NEXT: %[[PLACE:.*]] = arith.addi %[[BEFORE]], %c128
// CHECK-NEXT: memref.view %arg0[%[[PLACE]]][]
// CHECK-NEXT: scf.for
// CHECK-NEXT: %[[OTHER:.*]] = arith.addi %[[CHUNK]], %c64
// CHECK-NEXT: memref.store %{{.*}}, %{{.*}}[%[[OTHER]]]
func.func @f(%workspace: memref<?xi8>, %v: f32) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %c64 = arith.constant 64 : index
  %c128 = arith.constant 128 : index
  scf.parallel (%chunk) = (%c0) to (%c4) step (%c1) {
    scf.for %i = %c0 to %c4 step %c1 {
      %a = memref.view %workspace[%c64][] : memref<?xi8> to memref<16xf32>
      %before = arith.muli %chunk, %c64 : index
      %place = arith.addi %before, %c128 : index
      %b = memref.view %workspace[%place][] : memref<?xi8> to memref<16xf32>
      %at = arith.addi %chunk, %c64 : index
      memref.store %v, %a[%at] : memref<16xf32>
      memref.store %v, %b[%i] : memref<16xf32>
    }
  }
  return
}
