// RUN: ag-opt --ag-compute-in-place %s | FileCheck %s

// An op without explicit loops is computed in place, too.
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

// One element has one position, whatever the number of unit dimensions.
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

// The same holds in reverse: the buffer that stays is the result's memory.
// CHECK-LABEL: func.func @element
// CHECK-SAME: %[[X:.*]]: memref<i16>, %[[Y:.*]]: memref<i16>
// CHECK-NOT: memref.alloc
// CHECK: memref.expand_shape %[[Y]] [] output_shape [1, 1] : memref<i16> into memref<1x1xi16>
func.func @element(%x: memref<i16>, %y: memref<i16>) attributes {ag.signature = {arguments = [["", i16, []]], parameters = [], results = [["", i16, []]], symbols = []}} {
  %c0 = arith.constant 0 : i16
  %a = memref.alloc() : memref<1x1xi16>
  linalg.fill ins(%c0 : i16) outs(%a : memref<1x1xi16>)
  %flat = memref.collapse_shape %a [] : memref<1x1xi16> into memref<i16>
  memref.copy %flat, %y : memref<i16> to memref<i16>
  return
}

// Other memory spaces, and elements with gaps, are not the same positions.
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

// A copy between two views of the same elements is erased.
// CHECK-LABEL: func.func @views(
// CHECK: memref.store
// CHECK-NOT: memref.copy
// CHECK: return
func.func @views(%x: memref<f32>, %r: memref<f32>) attributes {ag.signature = {
    arguments = [["", f32, []]], parameters = [], results = [["", f32, []]], symbols = []}} {
  %shaped = memref.expand_shape %r [] output_shape [1] : memref<f32> into memref<1xf32>
  %a = memref.alloc() : memref<f32>
  %own = memref.expand_shape %a [] output_shape [1] : memref<f32> into memref<1xf32>
  %v = memref.load %x[] : memref<f32>
  memref.store %v, %a[] : memref<f32>
  memref.copy %own, %shaped : memref<1xf32> to memref<1xf32>
  return
}

// A copy between different elements of a buffer stays.
// CHECK-LABEL: func.func @halves(
// CHECK: memref.copy
func.func @halves(%x: memref<8xf32>) {
  %low = memref.subview %x[0] [4] [1] : memref<8xf32> to memref<4xf32, strided<[1]>>
  %high = memref.subview %x[4] [4] [1] : memref<8xf32> to memref<4xf32, strided<[1], offset: 4>>
  memref.copy %low, %high : memref<4xf32, strided<[1]>> to memref<4xf32, strided<[1], offset: 4>>
  return
}
