// A slice may begin at the very end of a tensor: it is empty then.
// RUN: ag-run %s --dim=n=3 --on=cpu --input=iota --same-as=%s
// RUN: ag-compile %s -o %t.o
// RUN: not ag-run %s --dim=n=4 --on=cpu --input=iota 2>&1 | FileCheck %s
// CHECK: error: ag.slice: 1 elements from 3 on, 1 apart, do not fit into a dimension of 3
func.func @f(%x: tensor<?xf32> {ag.dims = ["n"]}, %i: tensor<3xi32>) -> tensor<?xi32> {
  %c0 = arith.constant 0 : index
  %c3 = arith.constant 3 : index
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %s = arith.subi %n, %c3 : index
  %y = ag.slice %i [3] [%s] [1] : tensor<3xi32> -> tensor<?xi32>
  return %y : tensor<?xi32>
}
