// RUN: ag-opt --grad=main %s | FileCheck %s
// RUN: ag-opt --grad=main:mode=jvp %s | FileCheck %s --check-prefix=FORWARD
// RUN: ag-run %s --verify-grad | FileCheck %s --check-prefix=PROVED
// RUN: ag-run %s --verify-grad --entry=straight_through | FileCheck %s --check-prefix=SURROGATE
// RUN: ag-run %s --verify-grad --entry=scalar | FileCheck %s --check-prefix=PROVED
// RUN: not ag-run %s --verify-grad --entry=wrong 2>&1 | FileCheck %s --check-prefix=WRONG
// RUN: ag-compile %s --to=trace --emit=mlir -o - | FileCheck %s --check-prefix=FORGOTTEN

// A region's own rule becomes a region of its name in reverse; the tangent is the
// rule's transpose. The forward region keeps the rule, for further derivatives.

// CHECK-LABEL: func.func @main_grad(
// CHECK: %[[Y:.*]] = ag.region "log1pexp" (%{{.*}} = %arg0 : {{.*}} attributes {vjp = @log1pexp_rule} {
// CHECK: ag.region "log1pexp" (%{{.*}} = %arg0 : {{.*}} attributes {backward} {
// CHECK: ag.sigmoid

// FORWARD-LABEL: func.func private @log1pexp_rule.vjp(
// FORWARD-LABEL: func.func @main_jvp(
// FORWARD: call @log1pexp_rule.vjp(%arg0, %{{.*}}, %{{.*}}, %arg1)

// PROVED: gradient against duals: same
// PROVED-COUNT-3: same

// The rule has no user left.
// FORGOTTEN-NOT: rule
// FORGOTTEN: func.func @main(
// FORGOTTEN-NOT: rule

func.func private @log1pexp_rule(%x: tensor<4xf32>, %y: tensor<4xf32>, %dy: tensor<4xf32>) -> tensor<4xf32> {
  %0 = ag.sigmoid %x : tensor<4xf32>
  %1 = ag.mul %0, %dy : tensor<4xf32>
  return %1 : tensor<4xf32>
}
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = ag.region "log1pexp" (%a = %x : tensor<4xf32>) -> (tensor<4xf32>) attributes {vjp = @log1pexp_rule} {
    %0 = ag.exp %a : tensor<4xf32>
    %1 = ag.log1p %0 : tensor<4xf32>
    ag.yield %1 : tensor<4xf32>
  }
  return %y : tensor<4xf32>
}

// The rule differs on purpose: cotangents pass through the rounding.
// SURROGATE: surrogate: the derivative of "round" is @straight_rule, {{.*}}differentiate-rules.mlir:[[#@LINE+8]]
// SURROGATE-NEXT: gradient against duals: same
// SURROGATE-COUNT-3: same
func.func private @straight_rule(%x: tensor<4xf32>, %y: tensor<4xf32>, %dy: tensor<4xf32>) -> tensor<4xf32> {
  return %dy : tensor<4xf32>
}
func.func @straight_through(%x: tensor<4xf32>) -> tensor<f32> {
  %0 = ag.mul %x, %x : tensor<4xf32>
  %y = ag.region "round" (%a = %0 : tensor<4xf32>) -> (tensor<4xf32>) attributes {surrogate, vjp = @straight_rule} {
    %1 = ag.round %a : tensor<4xf32>
    ag.yield %1 : tensor<4xf32>
  }
  %z = ag.contract "i,i->" %y, %x : tensor<4xf32>, tensor<4xf32> -> tensor<f32>
  return %z : tensor<f32>
}

// A rule with one scalar result, and a region with two inputs and two results.
func.func private @scalar_rule(%x: tensor<f32>, %n: tensor<2xi32>, %y: tensor<3xf32>, %z: tensor<f32>, %dy: tensor<3xf32>, %dz: tensor<f32>) -> tensor<f32> {
  %0 = ag.reduce sum %dy [0] : tensor<3xf32> -> tensor<f32>
  %1 = ag.mul %dz, %x : tensor<f32>
  %2 = ag.add %1, %1 : tensor<f32>
  %3 = ag.add %0, %2 : tensor<f32>
  return %3 : tensor<f32>
}
func.func @scalar(%x: tensor<f32>, %n: tensor<2xi32>) -> tensor<f32> {
  %y:2 = ag.region "scalar" (%a = %x : tensor<f32>, %m = %n : tensor<2xi32>) -> (tensor<3xf32>, tensor<f32>) attributes {vjp = @scalar_rule} {
    %0 = ag.broadcast %a [] : tensor<f32> -> tensor<3xf32>
    %1 = ag.mul %a, %a : tensor<f32>
    ag.yield %0, %1 : tensor<3xf32>, tensor<f32>
  }
  %s = ag.contract "i,i->" %y#0, %y#0 : tensor<3xf32>, tensor<3xf32> -> tensor<f32>
  %t = ag.mul %s, %y#1 : tensor<f32>
  return %t : tensor<f32>
}

// WRONG: differentiate-rules.mlir:[[#@LINE+6]]:{{.*}} error: the derivative of this 'ag.region' is wrong
func.func private @wrong_rule(%x: tensor<4xf32>, %y: tensor<4xf32>, %dy: tensor<4xf32>) -> tensor<4xf32> {
  %0 = ag.mul %x, %dy : tensor<4xf32>
  return %0 : tensor<4xf32>
}
func.func @wrong(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = ag.region "square" (%a = %x : tensor<4xf32>) -> (tensor<4xf32>) attributes {vjp = @wrong_rule} {
    %0 = ag.mul %a, %a : tensor<4xf32>
    ag.yield %0 : tensor<4xf32>
  }
  %z = ag.exp %y : tensor<4xf32>
  return %z : tensor<4xf32>
}
