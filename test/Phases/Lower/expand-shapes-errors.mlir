// RUN: not ag-compile %s -o %t.o 2>&1 | FileCheck %s

// An offset turns out to be before the start of the tensor.
// CHECK: expand-shapes-errors.mlir:[[#@LINE+8]]:11: error: 'memref.subview' op begins at -1 in its source; expected 0 or more
// CHECK-NOT: internal error
func.func @main(%x: tensor<?xf32> {ag.dims = ["n"]}) -> f32 {
  %c0 = arith.constant 0 : index
  %one = arith.constant -1 : i64
  %zero = arith.index_cast %c0 : index to i64
  %before = arith.addi %zero, %one : i64
  %at = arith.index_cast %before : i64 to index
  %part = tensor.extract_slice %x[%at] [1] [1] : tensor<?xf32> to tensor<1xf32>
  %y = tensor.extract %part[%c0] : tensor<1xf32>
  return %y : f32
}
