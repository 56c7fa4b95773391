// RUN: split-file %s %t
// RUN: ag-opt %t/right.mlir --ag-insert-checks | FileCheck %s
// RUN: ag-run %t/right.mlir --entry=tanh --on=cpu --dim n=2 --input=randn:1 --same-as=%t/right.mlir
// RUN: not ag-run %t/right.mlir --entry=tanh --on=cpu --dim n=1 --input=randn:1 2>&1 | FileCheck %s --check-prefix=FAILS
// RUN: not ag-run %t/right.mlir --entry=parts --on=cpu --dim n=2 --dim m=3 --input=iota 2>&1 | FileCheck %s --check-prefix=PARTS
// RUN: ag-run %t/right.mlir --entry=parts --on=cpu --dim n=2 --dim m=2 --input=iota --same-as=%t/right.mlir
// RUN: not ag-opt %t/wrong.mlir --ag-insert-checks 2>&1 | FileCheck %s --check-prefix=WRONG

// A static size of a result that the operands' types lack is checked. No other
// check would fail before memory is read out of bounds.

//--- right.mlir
// CHECK-LABEL: func.func @tanh(
// CHECK: %[[N:.*]] = tensor.dim %arg0
// CHECK: %[[IS:.*]] = arith.cmpi eq, %[[N]], %c2
// CHECK: ag.require %[[IS]], "ag.tanh: a size is {0}, expected {1}"
// FAILS: error: ag.tanh: a size is 1, expected 2
func.func @tanh(%x: tensor<?xf32> {ag.dims = ["n"]}) -> tensor<2xf32> {
  %y = ag.tanh %x : tensor<?xf32> -> tensor<2xf32>
  return %y : tensor<2xf32>
}

// CHECK-LABEL: func.func @product(
// CHECK-COUNT-2: "ag.contract: a size is {0}, expected {1}"
// CHECK-NOT: ag.require
func.func @product(%x: tensor<?x4xf32>, %w: tensor<4x?xf32>) -> tensor<3x5xf32> {
  %y = ag.contract "ik,ko->io" %x, %w : tensor<?x4xf32>, tensor<4x?xf32> -> tensor<3x5xf32>
  return %y : tensor<3x5xf32>
}

// CHECK-LABEL: func.func @parts(
// CHECK: "ag.concat: a size is {0}, expected {1}"
// PARTS: error: ag.concat: a size is 5, expected 4
func.func @parts(%x: tensor<?xf32> {ag.dims = ["n"]}, %y: tensor<?xf32> {ag.dims = ["m"]}) -> tensor<4xf32> {
  %z = ag.concat 0 %x, %y : tensor<?xf32>, tensor<?xf32> -> tensor<4xf32>
  return %z : tensor<4xf32>
}

// CHECK-LABEL: func.func @known(
// CHECK-NOT: ag.require
func.func @known(%x: tensor<2xf32>) -> tensor<2xf32> {
  %u = tensor.cast %x : tensor<2xf32> to tensor<?xf32>
  %y = ag.tanh %u : tensor<?xf32> -> tensor<2xf32>
  return %y : tensor<2xf32>
}

//--- wrong.mlir
// WRONG: wrong.mlir:4:8: error: 'ag.tanh' [sizes] dimension 0 of a 'tensor<2xf32>' never has that size
func.func @never(%x: tensor<3xf32>) -> tensor<2xf32> {
  %u = tensor.cast %x : tensor<3xf32> to tensor<?xf32>
  %y = ag.tanh %u : tensor<?xf32> -> tensor<2xf32>
  return %y : tensor<2xf32>
}
