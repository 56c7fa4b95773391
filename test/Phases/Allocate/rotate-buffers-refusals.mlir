// RUN: ag-opt --ag-rotate-buffers --canonicalize %s | FileCheck %s

// One value is assigned to two buffers: one of them needs a copy.
// CHECK-LABEL: func.func @twice
// CHECK-COUNT-2: memref.copy
func.func @twice(%a: memref<8xf32>, %b: memref<8xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  scf.for %i = %c0 to %c8 step %c1 {
    %next = memref.alloc() : memref<8xf32>
    linalg.exp ins(%a : memref<8xf32>) outs(%next : memref<8xf32>)
    memref.copy %next, %a : memref<8xf32> to memref<8xf32>
    memref.copy %next, %b : memref<8xf32> to memref<8xf32>
  }
  return
}

// %x keeps its value, so its buffer cannot be exchanged.
// CHECK-LABEL: func.func @kept
// CHECK: memref.copy %arg1, %arg0
func.func @kept(%a: memref<8xf32>, %x: memref<8xf32>, %f: f32) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  scf.for %i = %c0 to %c8 step %c1 {
    memref.store %f, %a[%i] : memref<8xf32>
    memref.copy %x, %a : memref<8xf32> to memref<8xf32>
  }
  return
}

// The iterations also use the buffer through a view from outside the loop.
// CHECK-LABEL: func.func @view
// CHECK: memref.copy
func.func @view(%a: memref<8xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %part = memref.subview %a[4] [4] [1] : memref<8xf32> to memref<4xf32, strided<[1], offset: 4>>
  scf.for %i = %c0 to %c8 step %c1 {
    %next = memref.alloc() : memref<8xf32>
    linalg.exp ins(%a : memref<8xf32>) outs(%next : memref<8xf32>)
    %v = memref.load %part[%c0] : memref<4xf32, strided<[1], offset: 4>>
    memref.store %v, %next[%c0] : memref<8xf32>
    memref.copy %next, %a : memref<8xf32> to memref<8xf32>
  }
  return
}

// The buffer is written after the copy, and one iteration is too few.
// CHECK-LABEL: func.func @behind
// CHECK: memref.copy
// CHECK: memref.copy
func.func @behind(%a: memref<8xf32>, %x: f32) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  scf.for %i = %c0 to %c8 step %c1 {
    %next = memref.alloc() : memref<8xf32>
    linalg.exp ins(%a : memref<8xf32>) outs(%next : memref<8xf32>)
    memref.copy %next, %a : memref<8xf32> to memref<8xf32>
    memref.store %x, %a[%i] : memref<8xf32>
  }
  scf.for %i = %c0 to %c8 step %c8 {
    %next = memref.alloc() : memref<8xf32>
    linalg.exp ins(%a : memref<8xf32>) outs(%next : memref<8xf32>)
    memref.copy %next, %a : memref<8xf32> to memref<8xf32>
  }
  return
}
