// --same-as compares a program with another one.
// RUN: split-file %s %t
// RUN: ag-run %t/f.mlir --input=randn:1 --same-as=%t/f.mlir | FileCheck %s --check-prefix=EQUAL
// RUN: ag-run %t/f.mlir --input=randn:1 --same-as=%t/close.mlir | FileCheck %s --check-prefix=CLOSE
// RUN: not ag-run %t/f.mlir --input=ones --same-as=%t/far.mlir | FileCheck %s --check-prefix=FAR
// RUN: ag-run %t/f.mlir --input=ones --same-as=%t/far.mlir --atol=1 | FileCheck %s --check-prefix=TOLERATED
// RUN: not ag-run %t/f.mlir --input=ones --same-as=%t/shape.mlir 2>&1 | FileCheck %s --check-prefix=SHAPE
// RUN: ag-run %t/unsigned.mlir --input=iota --same-as=%t/signless.mlir | FileCheck %s --check-prefix=SIGNLESS

// EQUAL: same: 1 result, 8 values, no difference
// CLOSE: same: 1 result, 8 values, largest difference {{.*}}e-{{.*}} at [
// FAR: different: 8 of 8 values in 1 result, largest difference 0.5 at [0]: 2, expected 2.5
// TOLERATED: same: 1 result, 8 values, largest difference 0.5 at [0]
// SHAPE: error: result 0: cannot compare f32[8] with f32[1, 8]
// SIGNLESS: same: 2 results, 512 values, no difference

//--- f.mlir
func.func @main(%x: tensor<8xf32>) -> tensor<8xf32> {
  %0 = ag.add %x, %x : tensor<8xf32>
  return %0 : tensor<8xf32>
}
//--- close.mlir
func.func @main(%x: tensor<8xf32>) -> tensor<8xf32> {
  %c = arith.constant dense<2.000001> : tensor<8xf32>
  %0 = ag.mul %x, %c : tensor<8xf32>
  return %0 : tensor<8xf32>
}
//--- far.mlir
func.func @main(%x: tensor<8xf32>) -> tensor<8xf32> {
  %c = arith.constant dense<2.5> : tensor<8xf32>
  %0 = ag.mul %x, %c : tensor<8xf32>
  return %0 : tensor<8xf32>
}
//--- shape.mlir
func.func @main(%x: tensor<8xf32>) -> tensor<1x8xf32> {
  %0 = ag.reshape %x : tensor<8xf32> -> tensor<1x8xf32>
  return %0 : tensor<1x8xf32>
}
//--- unsigned.mlir
func.func @main(%x: tensor<256xui8>, %y: tensor<256xi1>) -> (tensor<256xui8>, tensor<256xi1>) {
  return %x, %y : tensor<256xui8>, tensor<256xi1>
}
//--- signless.mlir
// The program after lowering: signless types, and an i8 for an i1.
func.func @main(%x: tensor<256xi8>, %y: tensor<256xi8>) -> (tensor<256xi8>, tensor<256xi8>) {
  return %x, %y : tensor<256xi8>, tensor<256xi8>
}
