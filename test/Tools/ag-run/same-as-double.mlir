// --same-as compares f64 by 1e-12 of an element's magnitude, unless roundings explain a greater difference.
// RUN: split-file %s %t
// RUN: ag-run %t/f.mlir --input=ones --same-as=%t/close.mlir | FileCheck %s --check-prefix=CLOSE
// RUN: not ag-run %t/f.mlir --input=ones --same-as=%t/far.mlir | FileCheck %s --check-prefix=FAR
// RUN: ag-run %t/f.mlir --input=ones --same-as=%t/far.mlir --rtol=1e-8 | FileCheck %s --check-prefix=TOLERATED
// RUN: not ag-run %t/f.mlir --input=ones --same-as=%t/far.mlir --on=cpu | FileCheck %s --check-prefix=FAR

// CLOSE: same: 1 result, 8 values, largest difference 5e-13 at [0]
// FAR: different: 8 of 8 values in 1 result, largest difference 5e-09 at [0]
// TOLERATED: same: 1 result, 8 values, largest difference 5e-09 at [0]

//--- f.mlir
func.func @main(%x: tensor<8xf64>) -> tensor<8xf64> {
  %0 = ag.add %x, %x : tensor<8xf64>
  return %0 : tensor<8xf64>
}
//--- close.mlir
func.func @main(%x: tensor<8xf64>) -> tensor<8xf64> {
  %c = arith.constant dense<2.0000000000005> : tensor<8xf64>
  %0 = ag.mul %x, %c : tensor<8xf64>
  return %0 : tensor<8xf64>
}
//--- far.mlir
func.func @main(%x: tensor<8xf64>) -> tensor<8xf64> {
  %c = arith.constant dense<2.000000005> : tensor<8xf64>
  %0 = ag.mul %x, %c : tensor<8xf64>
  return %0 : tensor<8xf64>
}
