// RUN: ag-opt --ag-rotate-buffers %s | FileCheck %s

// A copy to a view of other memory, created in the iteration, does not belong
// to the exchange and stays.
// CHECK-LABEL: func.func @view
// CHECK: scf.for {{.*}} iter_args(%[[A:.*]] = %arg0, %[[B:.*]] = %{{.*}})
// CHECK: %[[FLAT:.*]] = memref.collapse_shape %arg1
// CHECK: memref.copy %[[B]], %[[FLAT]]
// CHECK: scf.yield %[[B]], %[[A]]
func.func @view(%state: memref<8xf32>, %out: memref<2x4xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  scf.for %i = %c0 to %c4 step %c1 {
    %next = memref.alloc() : memref<8xf32>
    %flat = memref.collapse_shape %out [[0, 1]] : memref<2x4xf32> into memref<8xf32>
    linalg.exp ins(%state : memref<8xf32>) outs(%next : memref<8xf32>)
    memref.copy %next, %flat : memref<8xf32> to memref<8xf32>
    memref.copy %next, %state : memref<8xf32> to memref<8xf32>
  }
  return
}

// An iter_arg of an outer loop may alias other memory.
// CHECK-LABEL: func.func @carried
// CHECK: memref.copy
func.func @carried(%state: memref<8xf32>) -> memref<8xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %r = scf.for %j = %c0 to %c4 step %c1 iter_args(%a = %state) -> (memref<8xf32>) {
    scf.for %i = %c0 to %c4 step %c1 {
      %next = memref.alloc() : memref<8xf32>
      linalg.exp ins(%state : memref<8xf32>) outs(%next : memref<8xf32>)
      memref.copy %next, %a : memref<8xf32> to memref<8xf32>
    }
    scf.yield %a : memref<8xf32>
  }
  return %r : memref<8xf32>
}

// A slice of an exchanged buffer is written between the copies.
// CHECK-LABEL: func.func @part
// CHECK: memref.copy %arg0, %arg1
// CHECK: memref.copy %{{.*}}, %{{.*}} : memref<2xf32> to memref<2xf32, strided<[1]>>
func.func @part(%a: memref<8xf32>, %b: memref<8xf32>, %p: memref<2xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  scf.for %i = %c0 to %c4 step %c1 {
    memref.copy %a, %b : memref<8xf32> to memref<8xf32>
    %part = memref.subview %b[0] [2] [1] : memref<8xf32> to memref<2xf32, strided<[1]>>
    memref.copy %p, %part : memref<2xf32> to memref<2xf32, strided<[1]>>
    memref.copy %b, %a : memref<8xf32> to memref<8xf32>
  }
  return
}
