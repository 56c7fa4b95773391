// RUN: ag-opt --ag-expand-shapes --canonicalize --split-input-file %s | FileCheck %s

// CHECK: #[[TIMES_SIX:.*]] = affine_map<()[s0] -> (s0 * 6)>
// CHECK-LABEL: func.func @compact(
// CHECK-SAME: %[[X:.*]]: memref<?x6xf32>, %[[N:.*]]: index, %[[M:.*]]: index
// CHECK: %[[ROW:.*]] = affine.apply #[[TIMES_SIX]]()[%[[M]]]
// CHECK: memref.reinterpret_cast %[[X]] to offset: [0], sizes: [%[[N]], %[[M]], 6], strides: [%[[ROW]], 6, 1]
func.func @compact(%x: memref<?x6xf32>, %n: index, %m: index) -> memref<?x?x6xf32> {
  %0 = memref.expand_shape %x [[0, 1], [2]] output_shape [%n, %m, 6] : memref<?x6xf32> into memref<?x?x6xf32>
  return %0 : memref<?x?x6xf32>
}

// -----

// CHECK-LABEL: func.func @strided(
// CHECK: %{{.*}}, %[[OFFSET:.*]], %{{.*}}, %[[STRIDE:.*]] = memref.extract_strided_metadata
// CHECK: memref.reinterpret_cast %{{.*}} to offset: [%[[OFFSET]]], sizes: [%{{.*}}, %{{.*}}], strides: [%{{.*}}, %[[STRIDE]]]
func.func @strided(%x: memref<?xf32, strided<[?], offset: ?>>, %n: index, %m: index) -> memref<?x?xf32, strided<[?, ?], offset: ?>> {
  %0 = memref.expand_shape %x [[0, 1]] output_shape [%n, %m]
      : memref<?xf32, strided<[?], offset: ?>> into memref<?x?xf32, strided<[?, ?], offset: ?>>
  return %0 : memref<?x?xf32, strided<[?, ?], offset: ?>>
}

// -----

// One dynamic size follows from the others: upstream's pass lowers that.
// CHECK-LABEL: func.func @one(
// CHECK: memref.expand_shape
func.func @one(%x: memref<?xf32>, %n: index) -> memref<?x4xf32> {
  %0 = memref.expand_shape %x [[0, 1]] output_shape [%n, 4] : memref<?xf32> into memref<?x4xf32>
  return %0 : memref<?x4xf32>
}

// -----

// A compact buffer is copied as a row, whatever the shape it is seen in.
// CHECK-LABEL: func.func @copied(
// CHECK-SAME: %[[X:.*]]: memref<?xf32>, %[[N:.*]]: index, %[[M:.*]]: index, %[[Y:.*]]: memref<3x?x?xf32>
// CHECK: %[[ROW:.*]] = memref.collapse_shape %[[Y]] {{\[\[}}0, 1, 2]]
// CHECK: memref.copy %{{.*}}, %[[ROW]] : memref<?xf32> to memref<?xf32>
func.func @copied(%x: memref<?xf32>, %n: index, %m: index, %y: memref<3x?x?xf32>) {
  %c3 = arith.constant 3 : index
  %0 = memref.expand_shape %x [[0, 1, 2]] output_shape [%c3, %n, %m] : memref<?xf32> into memref<?x?x?xf32>
  %1 = memref.cast %0 : memref<?x?x?xf32> to memref<3x?x?xf32>
  memref.copy %1, %y : memref<3x?x?xf32> to memref<3x?x?xf32>
  return
}

// -----

// The size does not follow from other sizes if one of them is 0.
// CHECK-LABEL: func.func @empty(
// CHECK-NOT: memref.expand_shape
// CHECK: memref.reinterpret_cast %{{.*}} to offset: [0], sizes: [31, %{{.*}}, 0], strides: [0, 0, 1]
func.func @empty(%x: memref<?xf32>, %n: index) -> memref<31x?x0xf32> {
  %0 = memref.expand_shape %x [[0, 1, 2]] output_shape [31, %n, 0] : memref<?xf32> into memref<31x?x0xf32>
  return %0 : memref<31x?x0xf32>
}

// -----

// Loops make a copy to columns. Contiguous elements are copied as they are.
// CHECK-LABEL: func.func @columns(
// CHECK: scf.for
// CHECK: scf.for
// CHECK: memref.load
// CHECK: memref.store
// CHECK: memref.copy
// CHECK-NOT: memref.copy
func.func @columns(%x: memref<3x2xf32>, %y: memref<3x2xf32, strided<[4, 1], offset: 1>>, %row: memref<3xf32, strided<[1], offset: 6>>, %z: memref<3xf32>) {
  memref.copy %x, %y : memref<3x2xf32> to memref<3x2xf32, strided<[4, 1], offset: 1>>
  memref.copy %row, %z : memref<3xf32, strided<[1], offset: 6>> to memref<3xf32>
  return
}

// -----

// One element, dynamic strides, and no rank.
// CHECK-LABEL: func.func @others(
// CHECK: memref.copy %{{.*}} : memref<f32>
// CHECK: scf.for
// CHECK: scf.for
// CHECK: memref.store
// CHECK: memref.copy %{{.*}} : memref<*xf32>
func.func @others(%x: memref<f32>, %y: memref<f32, strided<[], offset: 3>>, %z: memref<?x?xf32, strided<[?, 1], offset: ?>>, %rows: memref<?x?xf32>,
                  %any: memref<*xf32>, %other: memref<*xf32>) {
  memref.copy %x, %y : memref<f32> to memref<f32, strided<[], offset: 3>>
  memref.copy %z, %rows : memref<?x?xf32, strided<[?, 1], offset: ?>> to memref<?x?xf32>
  memref.copy %any, %other : memref<*xf32> to memref<*xf32>
  return
}
