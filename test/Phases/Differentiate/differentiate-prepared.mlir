// RUN: split-file %s %t.parts
// RUN: ag-opt --grad=main %t.parts/main.mlir -o %t.mlir
// RUN: FileCheck %s < %t.mlir
// RUN: ag-run %t.mlir --entry=main_grad --input=randn:1 --weights=randn:2 --same-as=%t.parts/by-hand.mlir
// RUN: not ag-opt --grad=recurse %t.parts/main.mlir 2>&1 | FileCheck %s --check-prefix=RECURSE

// Calls, affine loops and loops over integers are inlined or converted before
// differentiation; @main keeps them. A parameter has one gradient, however many
// ops use it.

// CHECK-LABEL: func.func @main(
// CHECK: call @scale
// CHECK: ag.region
// CHECK-LABEL: func.func @main_grad(
// CHECK-SAME: -> (tensor<4xf32> {ag.gradient_of = 0 : i64}, tensor<4xf32> {ag.gradient_of = "w"})
// CHECK-NOT: call @
// CHECK: ag.region "again"
// CHECK-NOT: call @
// CHECK: ag.region "again" {{.*}} attributes {backward}
// CHECK-NOT: call @
// CHECK-LABEL: func.func @recurse(
// RECURSE: 'func.call' has no derivative

//--- main.mlir
func.func private @scale(%x: tensor<4xf32>) -> tensor<4xf32> {
  %w = ag.parameter "w" : tensor<4xf32>
  %0 = ag.mul %x, %w : tensor<4xf32>
  return %0 : tensor<4xf32>
}
func.func @main(%x: tensor<4xf32>) -> tensor<f32> {
  %0 = func.call @scale(%x) : (tensor<4xf32>) -> tensor<4xf32>
  %1 = ag.region "again" (%a = %0 : tensor<4xf32>) -> (tensor<4xf32>) {
    %w = ag.parameter "w" : tensor<4xf32>
    %b = ag.mul %a, %w : tensor<4xf32>
    ag.yield %b : tensor<4xf32>
  }
  %2 = affine.for %i = 0 to 2 iter_args(%t = %1) -> tensor<4xf32> {
    %3 = ag.add %t, %t : tensor<4xf32>
    affine.yield %3 : tensor<4xf32>
  }
  %c0 = arith.constant 0 : i8
  %c2 = arith.constant 2 : i8
  %c1 = arith.constant 1 : i8
  %4 = scf.for %i = %c0 to %c2 step %c1 iter_args(%t = %2) -> tensor<4xf32> : i8 {
    %5 = ag.add %t, %x : tensor<4xf32>
    scf.yield %5 : tensor<4xf32>
  }
  %6 = ag.contract "i,i->" %4, %x : tensor<4xf32>, tensor<4xf32> -> tensor<f32>
  return %6 : tensor<f32>
}
func.func @recurse(%x: tensor<f32>) -> tensor<f32> {
  %0 = func.call @recurse(%x) : (tensor<f32>) -> tensor<f32>
  return %0 : tensor<f32>
}

//--- by-hand.mlir
// sum of (4 w^2 + 2) x^2
func.func @main_grad(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %w = ag.parameter "w" : tensor<4xf32>
  %eight = arith.constant dense<8.0> : tensor<4xf32>
  %four = arith.constant dense<4.0> : tensor<4xf32>
  %0 = ag.mul %w, %w : tensor<4xf32>
  %1 = ag.mul %0, %eight : tensor<4xf32>
  %2 = ag.add %1, %four : tensor<4xf32>
  %3 = ag.mul %2, %x : tensor<4xf32>
  %4 = ag.mul %x, %x : tensor<4xf32>
  %5 = ag.mul %4, %w : tensor<4xf32>
  %6 = ag.mul %5, %eight : tensor<4xf32>
  return %3, %6 : tensor<4xf32>, tensor<4xf32>
}
