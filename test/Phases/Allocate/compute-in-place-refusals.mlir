// RUN: ag-opt --ag-compute-in-place --canonicalize --split-input-file --remarks-filter=ag-compute-in-place %s 2>&1 | FileCheck %s

// Remarks precede the printed module.
// CHECK: remark: [Missed] in-place | {{.*}} Reason="different iterations may read and write the same elements"
// CHECK: remark: [Missed] in-place | {{.*}} Reason="it is written before that buffer is read"

// Each op is the last reader of %a, but may not overwrite it.

// An iteration reads what the previous one has written.
// CHECK-LABEL: func.func @neighbour
// CHECK-COUNT-2: memref.alloc
func.func @neighbour(%x: f32) -> memref<8xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c7 = arith.constant 7 : index
  %a = memref.alloc() : memref<8xf32>
  memref.store %x, %a[%c0] : memref<8xf32>
  %b = memref.alloc() : memref<8xf32>
  scf.for %i = %c0 to %c7 step %c1 {
    %before = arith.subi %i, %c1 : index
    %v = memref.load %a[%before] : memref<8xf32>
    memref.store %v, %b[%i] : memref<8xf32>
  }
  return %b : memref<8xf32>
}

// -----

// Each iteration writes first.
// CHECK-LABEL: func.func @order
// CHECK-COUNT-2: memref.alloc
func.func @order(%x: f32) -> memref<8xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %a = memref.alloc() : memref<8xf32>
  memref.store %x, %a[%c0] : memref<8xf32>
  %b = memref.alloc() : memref<8xf32>
  scf.for %i = %c0 to %c8 step %c1 {
    memref.store %x, %b[%i] : memref<8xf32>
    %v = memref.load %a[%i] : memref<8xf32>
    %w = arith.addf %v, %x : f32
    memref.store %w, %b[%i] : memref<8xf32>
  }
  return %b : memref<8xf32>
}

// -----

// %a is used again.
// CHECK-LABEL: func.func @again
// CHECK-COUNT-2: memref.alloc
func.func @again(%x: f32) -> (memref<8xf32>, memref<8xf32>) {
  %c0 = arith.constant 0 : index
  %a = memref.alloc() : memref<8xf32>
  memref.store %x, %a[%c0] : memref<8xf32>
  %b = memref.alloc() : memref<8xf32>
  memref.copy %a, %b : memref<8xf32> to memref<8xf32>
  memref.store %x, %b[%c0] : memref<8xf32>
  return %a, %b : memref<8xf32>, memref<8xf32>
}
