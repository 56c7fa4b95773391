// A branch that only other sizes take reads before the start of the tensor once
// its size is fixed. That is a failure at run time, not a compile error.
// RUN: ag-run %s --on=cpu --dim n=5 --input=iota --same-as=%s
// RUN: ag-compile %s --dim n=5 -o %t.o
// RUN: ag-run %s --on=cpu --dim n=6 --input=iota --same-as=%s
// RUN: not ag-run %s --on=cpu --dim n=5 --input=ones 2>&1 | FileCheck %s
// CHECK: error: tensor.extract_slice: 5 elements from -1 on, 1 apart, do not fit into a dimension of 5
func.func @main(%x: tensor<?xf32> {ag.dims = ["n"]}) -> tensor<f32> {
  %c0 = arith.constant 0 : index
  %c-6 = arith.constant -6 : index
  %one = arith.constant 1.0 : f32
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %from = arith.addi %n, %c-6 : index
  %first = tensor.extract %x[%c0] : tensor<?xf32>
  %isOne = arith.cmpf oeq, %first, %one : f32
  %r = scf.if %isOne -> tensor<f32> {
    %part = tensor.extract_slice %x[%from] [5] [1] : tensor<?xf32> to tensor<5xf32>
    %s = ag.reduce sum %part [0] : tensor<5xf32> -> tensor<f32>
    scf.yield %s : tensor<f32>
  } else {
    %s = ag.reduce sum %x [0] : tensor<?xf32> -> tensor<f32>
    scf.yield %s : tensor<f32>
  }
  return %r : tensor<f32>
}
