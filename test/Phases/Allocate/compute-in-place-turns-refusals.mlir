// RUN: ag-opt --ag-compute-in-place --canonicalize --split-input-file --remarks-filter=ag-compute-in-place %s 2>&1 | FileCheck %s

// Remarks precede the printed module.
// CHECK: remark: [Missed] in-place | {{.*}}different iterations may read and write the same elements
// CHECK: remark: [Missed] in-place | {{.*}}different iterations may read and write the same elements

// Iterations access each other's elements.

// The last tile is moved back, and would start with elements already written.
// CHECK-LABEL: func.func @tile
// CHECK-COUNT-2: memref.alloc
func.func @tile(%x: f32) -> memref<10xf32> {
  %c0 = arith.constant 0 : index
  %c8 = arith.constant 8 : index
  %c2 = arith.constant 2 : index
  %c10 = arith.constant 10 : index
  %f0 = arith.constant 0.0 : f32
  %a = memref.alloc() : memref<10xf32>
  memref.store %x, %a[%c0] : memref<10xf32>
  %b = memref.alloc() : memref<10xf32>
  scf.for %i = %c0 to %c10 step %c8 {
    %at = arith.minsi %i, %c2 : index
    %v = vector.transfer_read %a[%at], %f0 {in_bounds = [true]} : memref<10xf32>, vector<8xf32>
    %w = arith.addf %v, %v : vector<8xf32>
    vector.transfer_write %w, %b[%at] {in_bounds = [true]} : vector<8xf32>, memref<10xf32>
  }
  return %b : memref<10xf32>
}

// -----

// %a is transposed: an iteration writes elements that later iterations read.
// CHECK-LABEL: func.func @transposed
// CHECK-COUNT-2: memref.alloc
func.func @transposed(%x: f32) -> memref<8x8xf32> {
  %c0 = arith.constant 0 : index
  %a = memref.alloc() : memref<8x8xf32>
  memref.store %x, %a[%c0, %c0] : memref<8x8xf32>
  %b = memref.alloc() : memref<8x8xf32>
  linalg.transpose ins(%a : memref<8x8xf32>) outs(%b : memref<8x8xf32>) permutation = [1, 0]
  return %b : memref<8x8xf32>
}

