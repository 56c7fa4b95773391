// These copies cost no more than the loop does anyway.
// RUN: ag-opt --ag-verify-copies %s | FileCheck %s

// The source is computed as a whole, or the destination is a slice.
// CHECK-LABEL: func.func @computed
// CHECK: memref.copy
// CHECK: memref.copy
func.func @computed(%a: memref<100xf32>, %all: memref<8x100xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  scf.for %i = %c0 to %c8 step %c1 {
    %next = memref.alloc() : memref<100xf32>
    linalg.exp ins(%a : memref<100xf32>) outs(%next : memref<100xf32>)
    %row = memref.subview %all[%i, 0] [1, 100] [1, 1] : memref<8x100xf32> to memref<100xf32, strided<[1], offset: ?>>
    memref.copy %next, %row : memref<100xf32> to memref<100xf32, strided<[1], offset: ?>>
    memref.copy %next, %a : memref<100xf32> to memref<100xf32>
  }
  return
}

// A copy is before a loop, of one element, or in some last iterations.
// CHECK-LABEL: func.func @few
// CHECK-COUNT-3: memref.copy
func.func @few(%a: memref<100xf32>, %b: memref<100xf32>, %x: memref<f32>, %y: memref<f32>, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  memref.copy %a, %b : memref<100xf32> to memref<100xf32>
  scf.for %i = %c0 to %n step %c1 {
    memref.copy %x, %y : memref<f32> to memref<f32>
  }
  scf.for %i = %c0 to %n step %c1 {
    memref.copy %a, %b : memref<100xf32> to memref<100xf32>
  } {ag.last_iterations}
  return
}
