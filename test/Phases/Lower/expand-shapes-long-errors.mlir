// RUN: not ag-opt %s --ag-expand-shapes 2>&1 | FileCheck %s

// CHECK: error: 'memref.subview' op is -2 long; expected 0 or more
func.func @part(%x: memref<?xf32>) -> memref<?xf32, strided<[1]>> {
  %less = arith.constant -2 : index
  %part = memref.subview %x[0] [%less] [1] : memref<?xf32> to memref<?xf32, strided<[1]>>
  return %part : memref<?xf32, strided<[1]>>
}
