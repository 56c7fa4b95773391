// RUN: ag-opt --ag-plan-workspace --canonicalize %s | FileCheck %s

// The remainder is at most as large as the tensor, as the index is at least 0.
// CHECK-LABEL: func.func private @rest.workspace(%arg0: index) -> index
// CHECK-NOT: arith.subi
// CHECK: arith.mului_extended %arg0, %c4
// CHECK-LABEL: func.func @rest(
func.func private @shapes(%n: index) -> index {
  return %n : index
}
func.func @rest(%x: memref<?xf32>, %r: memref<?xf32>) attributes {ag.shapes = @shapes, ag.signature = {
    arguments = [["", f32, ["n"]]], parameters = [], results = [["", f32, ["n"]]], symbols = [["n", 1, 32]]}} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = memref.dim %x, %c0 : memref<?xf32>
  scf.for %i = %c0 to %n step %c1 {
    %rest = arith.subi %n, %i : index
    %a = memref.alloc(%rest) : memref<?xf32>
    %from = memref.subview %x[%i] [%rest] [1] : memref<?xf32> to memref<?xf32, strided<[1], offset: ?>>
    memref.copy %from, %a : memref<?xf32, strided<[1], offset: ?>> to memref<?xf32>
    %to = memref.subview %r[%i] [%rest] [1] : memref<?xf32> to memref<?xf32, strided<[1], offset: ?>>
    memref.copy %a, %to : memref<?xf32> to memref<?xf32, strided<[1], offset: ?>>
  }
  return
}

// A tile of 32 elements, or of the remainder, has at most 32.
// CHECK-LABEL: func.func private @tile.workspace(%arg0: index) -> index
// CHECK: return %c128
// CHECK-LABEL: func.func @tile(
func.func @tile(%x: memref<?xf32>, %r: memref<?xf32>) attributes {ag.shapes = @shapes, ag.signature = {
    arguments = [["", f32, ["n"]]], parameters = [], results = [["", f32, ["n"]]], symbols = [["n", 1, 32]]}} {
  %c0 = arith.constant 0 : index
  %c32 = arith.constant 32 : index
  %n = memref.dim %x, %c0 : memref<?xf32>
  scf.for %i = %c0 to %n step %c32 {
    %size = affine.min affine_map<(d0)[s0] -> (32, s0 - d0)>(%i)[%n]
    %a = memref.alloc(%size) : memref<?xf32>
    %from = memref.subview %x[%i] [%size] [1] : memref<?xf32> to memref<?xf32, strided<[1], offset: ?>>
    memref.copy %from, %a : memref<?xf32, strided<[1], offset: ?>> to memref<?xf32>
    %to = memref.subview %r[%i] [%size] [1] : memref<?xf32> to memref<?xf32, strided<[1], offset: ?>>
    memref.copy %a, %to : memref<?xf32> to memref<?xf32, strided<[1], offset: ?>>
  }
  return
}

// The index is the number of rows of at most 8 elements: 8 * (n - 1).
// CHECK-LABEL: func.func private @products.workspace(%arg0: index) -> index
// CHECK: %[[LAST:.*]] = affine.apply #{{.*}}()[%arg0]
// CHECK: %[[ROWS:.*]] = arith.maxsi %[[LAST]], %c0
// CHECK: arith.muli %[[ROWS]], %c8
// CHECK-LABEL: func.func @products(
func.func @products(%x: memref<?xf32>, %r: memref<?xf32>) attributes {ag.shapes = @shapes, ag.signature = {
    arguments = [["", f32, ["n"]]], parameters = [], results = [["", f32, ["n"]]], symbols = [["n", 1, 32]]}} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0.0 : f32
  %n = memref.dim %x, %c0 : memref<?xf32>
  scf.for %i = %c0 to %n step %c1 {
    %row = affine.min affine_map<(d0) -> (d0, 8)>(%i)
    %size = arith.muli %row, %i : index
    %a = memref.alloc(%size) : memref<?xf32>
    linalg.fill ins(%zero : f32) outs(%a : memref<?xf32>)
  }
  return
}

// A product needs factors that are not negative: the remainder is not, as the index is below the loop's end. The other
// factor is 1 if the remainder exceeds 16, else 0.
// CHECK-LABEL: func.func private @panel.workspace(%arg0: index) -> index
// CHECK: return %c256
// CHECK-LABEL: func.func @panel(
func.func @panel(%x: memref<?xf32>, %r: memref<?xf32>) attributes {ag.shapes = @shapes, ag.signature = {
    arguments = [["", f32, ["n"]]], parameters = [], results = [["", f32, ["n"]]], symbols = [["n", 1, 1024]]}} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c16 = arith.constant 16 : index
  %c64 = arith.constant 64 : index
  %n = memref.dim %x, %c0 : memref<?xf32>
  %start = affine.apply affine_map<()[s0] -> ((s0 floordiv 64) * 64)>()[%n]
  scf.for %i = %start to %n step %c64 {
    %rest = affine.min affine_map<(d0)[s0] -> (-d0 + s0, 63)>(%i)[%n]
    %0 = arith.subi %rest, %c16 : index
    %1 = arith.maxsi %0, %c0 : index
    %2 = arith.minsi %1, %c1 : index
    %size = arith.muli %2, %rest : index
    %a = memref.alloc(%size) : memref<?xf32>
    %from = memref.subview %x[%i] [%size] [1] : memref<?xf32> to memref<?xf32, strided<[1], offset: ?>>
    memref.copy %from, %a : memref<?xf32, strided<[1], offset: ?>> to memref<?xf32>
    %to = memref.subview %r[%i] [%size] [1] : memref<?xf32> to memref<?xf32, strided<[1], offset: ?>>
    memref.copy %a, %to : memref<?xf32> to memref<?xf32, strided<[1], offset: ?>>
  }
  return
}
