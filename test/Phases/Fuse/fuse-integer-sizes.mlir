// The sizes of arith's results on integer tensors are those of the operands, for every op.
// RUN: ag-opt --fuse %s -o %t.mlir && FileCheck %s --input-file=%t.mlir
// RUN: ag-run %t.mlir --entry=mul --dim n=6 --input=iota --same-as=%s
// RUN: ag-run %t.mlir --entry=sub --dim n=6 --input=iota --same-as=%s
// RUN: ag-run %t.mlir --entry=min --dim n=6 --input=iota --same-as=%s

// CHECK-LABEL: func.func @mul
// CHECK: tensor.extract_slice
func.func @mul(%x: tensor<?xi64> {ag.dims = ["n"]}) -> tensor<?xi64> {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %n = tensor.dim %x, %c0 : tensor<?xi64>
  %h = arith.divui %n, %c2 : index
  %y = arith.muli %x, %x : tensor<?xi64>
  %e = tensor.extract_slice %y[0] [%h] [1] : tensor<?xi64> to tensor<?xi64>
  return %e : tensor<?xi64>
}

func.func @sub(%x: tensor<?xi32> {ag.dims = ["n"]}) -> tensor<?xi32> {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %n = tensor.dim %x, %c0 : tensor<?xi32>
  %h = arith.divui %n, %c2 : index
  %a = arith.addi %x, %x : tensor<?xi32>
  %y = arith.subi %a, %x : tensor<?xi32>
  %z = arith.floordivsi %y, %y : tensor<?xi32>
  %e = tensor.extract_slice %y[%h] [%h] [1] : tensor<?xi32> to tensor<?xi32>
  return %e : tensor<?xi32>
}

func.func @min(%x: tensor<?xi32> {ag.dims = ["n"]}) -> tensor<?xi32> {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %n = tensor.dim %x, %c0 : tensor<?xi32>
  %h = arith.divui %n, %c2 : index
  %a = arith.minsi %x, %x : tensor<?xi32>
  %b = arith.minui %a, %x : tensor<?xi32>
  %e = tensor.extract_slice %b[0] [%h] [1] : tensor<?xi32> to tensor<?xi32>
  return %e : tensor<?xi32>
}
