// RUN: split-file --leading-lines %s %t
// RUN: not ag-run %t/faults.mlir --verify-grad --entry=sign 2>&1 | FileCheck %s --check-prefix=SIGN
// RUN: not ag-run %t/faults.mlir --verify-grad --entry=missing 2>&1 | FileCheck %s --check-prefix=MISSING
// RUN: not ag-run %t/faults.mlir --verify-grad --entry=mask 2>&1 | FileCheck %s --check-prefix=MASK
// RUN: not ag-run %t/faults.mlir --verify-grad --entry=transposed 2>&1 | FileCheck %s --check-prefix=TRANSPOSED
// RUN: not ag-run %t/faults.mlir --verify-grad --entry=tangent 2>&1 | FileCheck %s --check-prefix=TANGENT
// RUN: not ag-compile %t/faults.mlir --verify-grad --entry=constant -o %t.o 2>&1 | FileCheck %s --check-prefix=CONSTANT
// RUN: not ag-run %t/faults.mlir --verify-grad --entry=counted 2>&1 | FileCheck %s --check-prefix=COUNTED
// RUN: not ag-run %t/faults.mlir --verify-grad --entry=marked 2>&1 | FileCheck %s --check-prefix=MARKED
// RUN: not ag-run %t/faults.mlir --verify-grad --entry=integers 2>&1 | FileCheck %s --check-prefix=INTEGERS
// RUN: not ag-run %t/faults.mlir --verify-grad --entry=nowhere 2>&1 | FileCheck %s --check-prefix=NOWHERE
// RUN: not ag-run %t/late.mlir --verify-grad 2>&1 | FileCheck %s --check-prefix=LATE
// RUN: ag-opt %t/faults.mlir --ag-record-signature -o %t/traced.mlir
// RUN: not ag-run %t/traced.mlir --verify-grad --entry=nowhere 2>&1 | FileCheck %s --check-prefix=TRACED
// TRACED: error: has an ag.signature, as from the phase trace on, where it is too late for derivatives

//--- faults.mlir
// SIGN: faults.mlir:[[#@LINE+9]]:1: error: this derivative is wrong: the gradient of argument 1 at [0]: @sign_grad gives {{[-0-9.]+}}, duals {{[-0-9.]+}}
// SIGN: duals against differences: same, @sign
// SIGN: gradient against duals: different
// SIGN: reproducer: ag-run {{.*}}program.mlir --verify-grad '--grad=sign' --input={{.*}}0.npy --input={{.*}}1.npy --weights=randn:0
func.func @sign(%x: tensor<3xf32>, %y: tensor<3xf32>) -> tensor<f32> {
  %0 = ag.sub %x, %y : tensor<3xf32>
  %1 = ag.contract "i,i->" %0, %0 : tensor<3xf32>, tensor<3xf32> -> tensor<f32>
  return %1 : tensor<f32>
}
func.func @sign_grad(%x: tensor<3xf32>, %y: tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>) {
  %0 = ag.sub %x, %y : tensor<3xf32>
  %1 = ag.add %0, %0 : tensor<3xf32>
  return %1, %1 : tensor<3xf32>, tensor<3xf32>
}
// MISSING: this derivative is wrong: the gradient of argument 0 at [0]: @missing_grad
func.func @missing(%x: tensor<3xf32>) -> tensor<3xf32> {
  %0 = ag.mul %x, %x : tensor<3xf32>
  return %0 : tensor<3xf32>
}
func.func @missing_grad(%x: tensor<3xf32>, %g: tensor<3xf32>) -> tensor<3xf32> {
  %0 = ag.mul %x, %g : tensor<3xf32>
  return %0 : tensor<3xf32>
}
// The derivative is wrong at 0 alone, where ReLU's is 0.
// MASK: this derivative is wrong: the gradient of argument 0 at [{{.}}]: @mask_grad gives {{.*}}, duals {{-?}}0
func.func @mask(%x: tensor<9xf32>) -> tensor<9xf32> {
  %z = arith.constant dense<0.0> : tensor<9xf32>
  %0 = ag.max %x, %z : tensor<9xf32>
  return %0 : tensor<9xf32>
}
func.func @mask_grad(%x: tensor<9xf32>, %g: tensor<9xf32>) -> tensor<9xf32> {
  %z = arith.constant dense<0.0> : tensor<9xf32>
  %0 = ag.compare ge %x, %z : tensor<9xf32>, tensor<9xf32> -> tensor<9xi1>
  %1 = ag.select %0, %g, %z : tensor<9xi1>, tensor<9xf32>, tensor<9xf32> -> tensor<9xf32>
  return %1 : tensor<9xf32>
}
// TRANSPOSED: this derivative is wrong: the gradient of argument 0 at [0, 0]: @transposed_grad
func.func @transposed(%x: tensor<2x2xf32>, %w: tensor<2x2xf32>) -> tensor<2x2xf32> {
  %0 = ag.contract "bi,io->bo" %x, %w : tensor<2x2xf32>, tensor<2x2xf32> -> tensor<2x2xf32>
  return %0 : tensor<2x2xf32>
}
func.func @transposed_grad(%x: tensor<2x2xf32>, %w: tensor<2x2xf32>, %g: tensor<2x2xf32>) -> (tensor<2x2xf32> {ag.gradient_of = 0 : i64}) {
  %0 = ag.contract "bo,oi->bi" %g, %w : tensor<2x2xf32>, tensor<2x2xf32> -> tensor<2x2xf32>
  return %0 : tensor<2x2xf32>
}
// TANGENT: this derivative is wrong: the tangent of result 0 at [0]: @tangent_jvp
func.func @tangent(%x: tensor<3xf32>) -> tensor<3xf32> {
  %0 = ag.exp %x : tensor<3xf32>
  return %0 : tensor<3xf32>
}
func.func @tangent_jvp(%x: tensor<3xf32>, %d: tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>) {
  %0 = ag.exp %x : tensor<3xf32>
  return %0, %d : tensor<3xf32>, tensor<3xf32>
}
// CONSTANT: this derivative is wrong: the gradient of argument 0 at []: @constant_grad gives 2.0000
func.func @constant(%x: tensor<f32>) -> tensor<f32> {
  %0 = ag.add %x, %x : tensor<f32>
  return %0 : tensor<f32>
}
func.func @constant_grad(%x: tensor<f32>) -> tensor<f32> {
  %0 = arith.constant dense<2.00001> : tensor<f32>
  return %0 : tensor<f32>
}
// COUNTED: error: @counted_grad is taken for a derivative, which takes arguments of the types tensor<3xf32>, tensor<3xf32>
func.func @counted(%x: tensor<3xf32>) -> tensor<3xf32> {
  return %x : tensor<3xf32>
}
func.func @counted_grad(%x: tensor<3xf32>) -> tensor<3xf32> {
  return %x : tensor<3xf32>
}
// MARKED: faults.mlir:[[#@LINE+4]]:1: error: result 0 of @marked_grad is marked as the gradient by parameter 'w', which @marked does not have
func.func @marked(%x: tensor<3xf32>) -> tensor<3xf32> {
  return %x : tensor<3xf32>
}
func.func @marked_grad(%x: tensor<3xf32>, %g: tensor<3xf32>) -> (tensor<3xf32> {ag.gradient_of = "w"}) {
  return %g : tensor<3xf32>
}
// INTEGERS: faults.mlir:[[#@LINE+1]]:1: error: has no floats to differentiate, or to differentiate by
func.func @integers(%x: tensor<3xi32>) -> tensor<3xi32> {
  return %x : tensor<3xi32>
}
// NOWHERE: error: @nowhere was found nowhere to have a derivative: of 24 inputs, 0 are at kinks, 24 at infinities, 0 refused; give --input
func.func @nowhere(%x: tensor<3xf32>) -> tensor<3xf32> {
  %z = arith.constant dense<0.0> : tensor<3xf32>
  %0 = ag.div %x, %z : tensor<3xf32>
  return %0 : tensor<3xf32>
}

//--- late.mlir
// LATE: error: the program is at the phase structure, where it is too late for derivatives
module attributes {ag.phase = "structure"} {
  func.func @main(%x: tensor<3xf32>) -> tensor<3xf32> {
    return %x : tensor<3xf32>
  }
}
