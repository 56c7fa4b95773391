// RUN: ag-opt --ag-poison-memory %s | FileCheck %s

// The content of %a is undefined before its first use and after its last use,
// and so is that of %b in each iteration. The second result takes over %x.
// CHECK-LABEL: func.func @f(
// CHECK-SAME: %[[X:.*]]: memref<4xf32>, %[[R:.*]]: memref<4xf16>, %[[S:.*]]: memref<4xf32>, %[[W:.*]]: memref<?xi8>)
// CHECK: %[[HALF:.*]] = arith.constant 0x7D00 : f16
// CHECK-NEXT: linalg.fill ins(%[[HALF]] : f16) outs(%[[R]] : memref<4xf16>)
// CHECK-NOT: linalg.fill
// CHECK: %[[A:.*]] = memref.view %{{.*}}[%c0]
// CHECK-NEXT: %[[NAN:.*]] = arith.constant 0x7FA00000 : f32
// CHECK-NEXT: linalg.fill ins(%[[NAN]] : f32) outs(%[[A]] : memref<4xf32>)
// CHECK-NEXT: memref.copy %[[X]], %[[A]]
// CHECK-NEXT: scf.for
// CHECK-NEXT: %[[B:.*]] = memref.view %{{.*}}[%c64]
// CHECK-NEXT: %[[FIVES:.*]] = arith.constant -1515870811 : i32
// CHECK-NEXT: linalg.fill ins(%[[FIVES]] : i32) outs(%[[B]] : memref<4xi32>)
// CHECK-NEXT: memref.store %{{.*}}, %[[B]]
// CHECK-NEXT: memref.load %[[B]]
// CHECK-NEXT: arith.constant -1515870811 : i32
// CHECK-NEXT: linalg.fill {{.*}} outs(%[[B]]
// CHECK-NEXT: memref.copy %[[A]], %[[S]]
// CHECK-NEXT: }
// CHECK-NEXT: arith.constant 0x7FA00000 : f32
// CHECK-NEXT: linalg.fill {{.*}} outs(%[[A]]
func.func private @shapes() {
  return
}
func.func private @bytes() -> index {
  %all = arith.constant 128 : index
  return %all : index
}
func.func @f(%x: memref<4xf32>, %r: memref<4xf16>, %s: memref<4xf32>, %w: memref<?xi8>) attributes {
    ag.shapes = @shapes, ag.workspace = @bytes, ag.signature = {arguments = [["", f32, [4]]], parameters = [],
    results = [["", f16, [4]], ["", f32, [4], {alias = 0}]], symbols = []}} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %c64 = arith.constant 64 : index
  %one = arith.constant 1 : i32
  %a = memref.view %w[%c0][] : memref<?xi8> to memref<4xf32>
  memref.copy %x, %a : memref<4xf32> to memref<4xf32>
  scf.for %i = %c0 to %c4 step %c1 {
    %b = memref.view %w[%c64][] : memref<?xi8> to memref<4xi32>
    memref.store %one, %b[%i] : memref<4xi32>
    %v = memref.load %b[%i] : memref<4xi32>
    memref.copy %a, %s : memref<4xf32> to memref<4xf32>
  }
  return
}
