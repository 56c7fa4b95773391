// The tolerance of each element is the error that rounding may cause in it.
// RUN: split-file %s %t
// RUN: ag-run %t/small.mlir --input=ones --same-as=%t/small-too.mlir
// RUN: not ag-run %t/none.mlir --input=ones --same-as=%t/small.mlir | FileCheck %s --check-prefix=NONE
// NONE: different: 4 of 4 values in 1 result, largest difference 1e-30

// Digits lost by cancellation may be others: in f32 lost.mlir gives 0, in double it does not.
// RUN: ag-run %t/near.mlir --input=ones --precision=declared --same-as=%t/lost.mlir
// RUN: not ag-run %t/far.mlir --input=ones --precision=declared --same-as=%t/lost.mlir | FileCheck %s --check-prefix=FAR
// FAR: different: 4 of 4 values

// A value that overflows in between may have the value without the overflow.
// RUN: ag-run %t/whole.mlir --input=ones --precision=declared --same-as=%t/overflows.mlir
// RUN: not ag-run %t/overflows.mlir --input=ones --precision=declared --same-as=%t/whole.mlir | FileCheck %s --check-prefix=WHOLE
// WHOLE: different: 4 of 4 values in 1 result, largest difference inf

//--- small.mlir
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  %c = arith.constant dense<1.0e-30> : tensor<4xf32>
  %y = ag.mul %x, %c : tensor<4xf32>
  return %y : tensor<4xf32>
}

//--- small-too.mlir
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  %c = arith.constant dense<1.000001e-30> : tensor<4xf32>
  %y = ag.mul %x, %c : tensor<4xf32>
  return %y : tensor<4xf32>
}

//--- none.mlir
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = ag.sub %x, %x : tensor<4xf32>
  return %y : tensor<4xf32>
}

//--- lost.mlir
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  %c = arith.constant dense<1.0e-9> : tensor<4xf32>
  %0 = ag.add %x, %c : tensor<4xf32>
  %y = ag.sub %0, %x : tensor<4xf32>
  return %y : tensor<4xf32>
}

//--- near.mlir
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  %c = arith.constant dense<1.0e-7> : tensor<4xf32>
  %y = ag.mul %x, %c : tensor<4xf32>
  return %y : tensor<4xf32>
}

//--- far.mlir
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  %c = arith.constant dense<1.0e-3> : tensor<4xf32>
  %y = ag.mul %x, %c : tensor<4xf32>
  return %y : tensor<4xf32>
}

//--- overflows.mlir
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  %c = arith.constant dense<1.0e30> : tensor<4xf32>
  %0 = ag.mul %x, %c : tensor<4xf32>
  %1 = ag.mul %0, %c : tensor<4xf32>
  %2 = ag.div %1, %c : tensor<4xf32>
  %y = ag.div %2, %c : tensor<4xf32>
  return %y : tensor<4xf32>
}

//--- whole.mlir
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  %one = arith.constant dense<1.0> : tensor<4xf32>
  %y = ag.mul %x, %one : tensor<4xf32>
  return %y : tensor<4xf32>
}
