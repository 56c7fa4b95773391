// RUN: ag-opt --ag-compute-in-place --canonicalize %s | FileCheck %s

// A chain over two temporaries is computed in the result's memory, whatever
// their shapes: each iteration reads its element before it writes it. The last
// copy is then erased.
// CHECK-LABEL: func.func @chain(%arg0: memref<4x8xf32>, %arg1: memref<32xf32>)
// CHECK-NOT: memref.alloc
// CHECK: scf.for
// CHECK: vector.transfer_write %{{.*}}, %[[SHAPED:.*]][%{{.*}}, %c0]
// CHECK: scf.for
// CHECK: vector.transfer_read %arg1[
// CHECK: vector.transfer_write %{{.*}}, %arg1[
// CHECK-NOT: memref.copy
// CHECK: return
func.func @chain(%x: memref<4x8xf32>, %r: memref<32xf32>) attributes {ag.signature = {
    arguments = [["", f32, [4, 8]]], parameters = [], results = [["", f32, [32]]], symbols = []}} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %c8 = arith.constant 8 : index
  %c32 = arith.constant 32 : index
  %f0 = arith.constant 0.0 : f32
  %a = memref.alloc() : memref<4x8xf32>
  scf.for %i = %c0 to %c4 step %c1 {
    %v = vector.transfer_read %x[%i, %c0], %f0 {in_bounds = [true]} : memref<4x8xf32>, vector<8xf32>
    vector.transfer_write %v, %a[%i, %c0] {in_bounds = [true]} : vector<8xf32>, memref<4x8xf32>
  }
  %flat = memref.collapse_shape %a [[0, 1]] : memref<4x8xf32> into memref<32xf32>
  %b = memref.alloc() : memref<32xf32>
  scf.for %i = %c0 to %c32 step %c8 {
    %v = vector.transfer_read %flat[%i], %f0 {in_bounds = [true]} : memref<32xf32>, vector<8xf32>
    %w = arith.mulf %v, %v : vector<8xf32>
    vector.transfer_write %w, %b[%i] {in_bounds = [true]} : vector<8xf32>, memref<32xf32>
  }
  memref.copy %b, %r : memref<32xf32> to memref<32xf32>
  return
}

// With rows of dynamic size, an iteration may read all of its row before it
// writes the row, through views. Each thread runs some of the iterations.
// CHECK-LABEL: func.func @rows
// CHECK: %[[A:.*]] = memref.alloc(
// CHECK-NOT: memref.alloc
// CHECK: memref.store %{{.*}}, %[[A]][
// CHECK: scf.parallel
// CHECK: %[[ROW:.*]] = memref.subview %[[A]][
// CHECK: memref.load %[[ROW]][
// CHECK: memref.store %{{.*}}, %[[A]][
// CHECK: return %[[A]]
func.func @rows(%n: index, %m: index) -> memref<?x?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %f0 = arith.constant 0.0 : f32
  %a = memref.alloc(%n, %m) : memref<?x?xf32>
  memref.store %f0, %a[%c0, %c0] : memref<?x?xf32>
  %b = memref.alloc(%n, %m) : memref<?x?xf32>
  scf.parallel (%chunk) = (%c0) to (%c2) step (%c1) {
    %first = arith.muli %chunk, %n : index
    %end = arith.addi %first, %n : index
    scf.for %i = %first to %end step %c1 {
      %row = memref.subview %a[%i, 0] [1, %m] [1, 1] : memref<?x?xf32> to memref<?xf32, strided<[1], offset: ?>>
      %sum = scf.for %j = %c0 to %m step %c1 iter_args(%s = %f0) -> (f32) {
        %v = memref.load %row[%j] : memref<?xf32, strided<[1], offset: ?>>
        %w = arith.addf %s, %v : f32
        scf.yield %w : f32
      }
      scf.for %j = %c0 to %m step %c1 {
        memref.store %sum, %b[%i, %j] : memref<?x?xf32>
      }
    } {ag.parallel}
  } {ag.on_threads}
  return %b : memref<?x?xf32>
}

// A copy of a buffer onto itself is erased, also as a slice of all of it, whose size the copy shows. A slice that begins
// elsewhere, or has steps, has other elements.
// CHECK-LABEL: func.func @itself
// CHECK-COUNT-2: linalg.copy
// CHECK-NOT: copy
// CHECK: return
func.func @itself(%x: memref<?x4xf32>, %n: index) {
  %whole = memref.subview %x[0, 0] [%n, 4] [1, 1] : memref<?x4xf32> to memref<?x4xf32, strided<[4, 1]>>
  linalg.copy ins(%x : memref<?x4xf32>) outs(%whole : memref<?x4xf32, strided<[4, 1]>>)
  %same = memref.cast %x : memref<?x4xf32> to memref<?x?xf32>
  %all = memref.cast %x : memref<?x4xf32> to memref<?x?xf32>
  memref.copy %same, %all : memref<?x?xf32> to memref<?x?xf32>
  %next = memref.subview %x[1, 0] [%n, 4] [1, 1] : memref<?x4xf32> to memref<?x4xf32, strided<[4, 1], offset: 4>>
  linalg.copy ins(%whole : memref<?x4xf32, strided<[4, 1]>>) outs(%next : memref<?x4xf32, strided<[4, 1], offset: 4>>)
  %even = memref.subview %x[0, 0] [%n, 4] [2, 1] : memref<?x4xf32> to memref<?x4xf32, strided<[8, 1]>>
  linalg.copy ins(%whole : memref<?x4xf32, strided<[4, 1]>>) outs(%even : memref<?x4xf32, strided<[8, 1]>>)
  return
}
