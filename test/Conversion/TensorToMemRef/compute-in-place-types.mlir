// RUN: ag-opt --ag-compute-in-place %s | FileCheck %s

// An op without loops of its own, too.
// CHECK-LABEL: func.func @named
// CHECK: %[[A:.*]] = memref.alloc
// CHECK: linalg.exp ins(%[[A]] : memref<8xf32>) outs(%[[A]] : memref<8xf32>)
func.func @named(%x: memref<8xf32>) -> memref<8xf32> {
  %a = memref.alloc() : memref<8xf32>
  memref.copy %x, %a : memref<8xf32> to memref<8xf32>
  %b = memref.alloc() : memref<8xf32>
  linalg.exp ins(%a : memref<8xf32>) outs(%b : memref<8xf32>)
  return %b : memref<8xf32>
}

// One element has one place, however many dimensions of 1.
// CHECK-LABEL: func.func @scalar
// CHECK: %[[A:.*]] = memref.alloc() : memref<1xf32>
// CHECK: %[[S:.*]] = memref.collapse_shape %[[A]] [] : memref<1xf32> into memref<f32>
// CHECK-NOT: memref.alloc
// CHECK: return %[[S]]
func.func @scalar(%x: memref<1xf32>) -> memref<f32> {
  %a = memref.alloc() : memref<1xf32>
  memref.copy %x, %a : memref<1xf32> to memref<1xf32>
  %flat = memref.collapse_shape %a [] : memref<1xf32> into memref<f32>
  %b = memref.alloc() : memref<f32>
  memref.copy %flat, %b : memref<f32> to memref<f32>
  return %b : memref<f32>
}

// Other memories, and elements with gaps between them, are not the same places.
// CHECK-LABEL: func.func @places
// CHECK: memref.alloc() : memref<8xf32>
// CHECK: memref.alloc() : memref<8xf32, 1>
// CHECK: memref.alloc() : memref<8xf32, strided<[3]>>
func.func @places(%x: memref<8xf32>) -> memref<8xf32, strided<[3]>> {
  %a = memref.alloc() : memref<8xf32>
  memref.copy %x, %a : memref<8xf32> to memref<8xf32>
  %b = memref.alloc() : memref<8xf32, 1>
  memref.copy %a, %b : memref<8xf32> to memref<8xf32, 1>
  %c = memref.alloc() : memref<8xf32, strided<[3]>>
  memref.copy %b, %c : memref<8xf32, 1> to memref<8xf32, strided<[3]>>
  return %c : memref<8xf32, strided<[3]>>
}
