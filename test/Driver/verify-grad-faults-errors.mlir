// RUN: not ag-run %s --verify-grad '--grad=slice;trips;mean;swapped;loop;twice' 2>&1 | FileCheck %s

// Derivatives written by hand, each with a typical fault. Those after the first
// fault are checked as well. verify-grad-errors.mlir has other faults.

// CHECK: faults-errors.mlir:[[#@LINE+5]]:1: error: this derivative is wrong: the gradient of argument 0 at [{{[0-2]}}]: @slice_grad gives
func.func @slice(%x: tensor<4xf32>) -> tensor<2xf32> {
  %0 = ag.slice %x [1] [2] [1] : tensor<4xf32> -> tensor<2xf32>
  return %0 : tensor<2xf32>
}
func.func @slice_grad(%x: tensor<4xf32>, %g: tensor<2xf32>) -> tensor<4xf32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %0 = ag.pad %g low [0] high [2] with %zero : tensor<2xf32>, tensor<f32> -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// The gradient has one iteration too few.
// CHECK: error: this derivative is wrong: the gradient of argument 0 at []: @trips_grad gives
func.func @trips(%x: tensor<f64>) -> tensor<f64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %r = scf.for %i = %c0 to %c3 step %c1 iter_args(%a = %x) -> tensor<f64> {
    %0 = ag.mul %a, %x : tensor<f64>
    scf.yield %0 : tensor<f64>
  }
  return %r : tensor<f64>
}
func.func @trips_grad(%x: tensor<f64>) -> tensor<f64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %four = arith.constant dense<4.0> : tensor<f64>
  %r = scf.for %i = %c0 to %c2 step %c1 iter_args(%a = %four) -> tensor<f64> {
    %0 = ag.mul %a, %x : tensor<f64>
    scf.yield %0 : tensor<f64>
  }
  return %r : tensor<f64>
}

// The division by the number of rows is missing.
// CHECK: error: this derivative is wrong: the gradient of argument 0 at [0, 0]: @mean_grad gives
func.func @mean(%x: tensor<3x2xf32>) -> tensor<2xf32> {
  %third = arith.constant dense<0.3333333333> : tensor<2xf32>
  %0 = ag.reduce sum %x [0] : tensor<3x2xf32> -> tensor<2xf32>
  %1 = ag.mul %0, %third : tensor<2xf32>
  return %1 : tensor<2xf32>
}
func.func @mean_grad(%x: tensor<3x2xf32>, %g: tensor<2xf32>) -> tensor<3x2xf32> {
  %0 = ag.broadcast %g [1] : tensor<2xf32> -> tensor<3x2xf32>
  return %0 : tensor<3x2xf32>
}

// The two gradients are swapped.
// CHECK: error: this derivative is wrong: the gradient of argument 0 at [0]: @swapped_grad gives
func.func @swapped(%x: tensor<2xf32>, %y: tensor<2xf32>) -> tensor<2xf32> {
  %0 = ag.mul %x, %y : tensor<2xf32>
  return %0 : tensor<2xf32>
}
func.func @swapped_grad(%x: tensor<2xf32>, %y: tensor<2xf32>, %g: tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>) {
  %0 = ag.mul %g, %x : tensor<2xf32>
  %1 = ag.mul %g, %y : tensor<2xf32>
  return %0, %1 : tensor<2xf32>, tensor<2xf32>
}

// The tangent lacks the derivative of the inner sin.
// CHECK: error: this derivative is wrong: the tangent of result 0 at [0]: @loop_jvp gives
func.func @loop(%x: tensor<2xf64>) -> tensor<2xf64> {
  %0 = ag.sin %x : tensor<2xf64>
  %1 = ag.sin %0 : tensor<2xf64>
  return %1 : tensor<2xf64>
}
func.func @loop_jvp(%x: tensor<2xf64>, %d: tensor<2xf64>) -> (tensor<2xf64>, tensor<2xf64>) {
  %0 = ag.sin %x : tensor<2xf64>
  %1 = ag.sin %0 : tensor<2xf64>
  %2 = ag.cos %0 : tensor<2xf64>
  %3 = ag.mul %2, %d : tensor<2xf64>
  return %1, %3 : tensor<2xf64>, tensor<2xf64>
}

// Second order: a value that is used twice counts once.
// CHECK: error: this derivative is wrong: the gradient of argument 0 at [0]: @twice_grad gives
func.func private @cube(%x: tensor<2xf64>) -> tensor<2xf64> {
  %0 = ag.mul %x, %x : tensor<2xf64>
  %1 = ag.mul %0, %x : tensor<2xf64>
  return %1 : tensor<2xf64>
}
func.func @twice(%x: tensor<2xf64>) -> tensor<2xf64> {
  %one = arith.constant dense<1.0> : tensor<2xf64>
  %0 = ag.derivative @cube "" (%x, %one) : (tensor<2xf64>, tensor<2xf64>) -> tensor<2xf64>
  return %0 : tensor<2xf64>
}
func.func @twice_grad(%x: tensor<2xf64>, %g: tensor<2xf64>) -> tensor<2xf64> {
  %three = arith.constant dense<3.0> : tensor<2xf64>
  %0 = ag.mul %x, %g : tensor<2xf64>
  %1 = ag.mul %0, %three : tensor<2xf64>
  return %1 : tensor<2xf64>
}
