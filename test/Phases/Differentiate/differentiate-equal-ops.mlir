// RUN: split-file %s %t.parts
// RUN: ag-opt --grad=twice %t.parts/twice.mlir | FileCheck %t.parts/twice.mlir
// RUN: ag-run %t.parts/twice.mlir --verify-grad
// RUN: ag-opt --grad=again %t.parts/again.mlir | FileCheck %t.parts/again.mlir
// RUN: ag-run %t.parts/again.mlir --verify-grad
// RUN: ag-opt --grad=rules %t.parts/rules.mlir | FileCheck %t.parts/rules.mlir
// RUN: ag-run %t.parts/rules.mlir --entry=rules --verify-grad
// RUN: ag-opt --grad=unread %t.parts/unread.mlir | FileCheck %t.parts/unread.mlir

//--- twice.mlir
// Two equal ops are differentiated once: their cotangents are added before two
// products, not after four.

// CHECK-LABEL: func.func @twice_grad(
// CHECK-COUNT-3: ag.contract
// CHECK-NOT: ag.contract
// CHECK: return
func.func @twice(%x: tensor<3x4xf64>, %w: tensor<4x5xf64>) -> tensor<3x5xf64> {
  %0 = ag.contract "bi,io->bo" %x, %w : tensor<3x4xf64>, tensor<4x5xf64> -> tensor<3x5xf64>
  %1 = ag.contract "bi,io->bo" %x, %w : tensor<3x4xf64>, tensor<4x5xf64> -> tensor<3x5xf64>
  %2 = ag.tanh %1 : tensor<3x5xf64>
  %3 = ag.mul %0, %2 : tensor<3x5xf64>
  return %3 : tensor<3x5xf64>
}

//--- again.mlir
// An op that a checkpoint recomputes after a barrier is not merged with the
// first one when the gradient is differentiated again.

// CHECK-LABEL: func.func @again_grad(
// CHECK: %[[H:.*]] = ag.contract "bi,io->bo" %arg0, %arg1
// CHECK: %[[X:.*]] = ag.barrier %arg0
// CHECK: ag.contract "bi,io->bo" %[[X]], %arg1
// CHECK: return
func.func @again(%x: tensor<3x4xf64>, %w: tensor<4x5xf64>, %v: tensor<3x5xf64>) -> tensor<3x5xf64> {
  %0 = ag.contract "bi,io->bo" %x, %w : tensor<3x4xf64>, tensor<4x5xf64> -> tensor<3x5xf64>
  %1 = ag.sin %0 : tensor<3x5xf64>
  %2 = ag.mul %1, %v : tensor<3x5xf64>
  %3 = ag.barrier %x after %2 : tensor<3x4xf64>, tensor<3x5xf64> -> tensor<3x4xf64>
  %4 = ag.contract "bi,io->bo" %3, %w : tensor<3x4xf64>, tensor<4x5xf64> -> tensor<3x5xf64>
  %5 = ag.mul %4, %2 : tensor<3x5xf64>
  return %5 : tensor<3x5xf64>
}

//--- rules.mlir
// A rule is called for each region's own cotangent, because it may be nonlinear
// in the cotangent, although it should not be.

// CHECK-LABEL: func.func @rules_grad(
// CHECK: ag.region "f" {{.*}}{backward}
// CHECK: ag.mul %{{.*}}, %cst
// CHECK: ag.region "f" {{.*}}{backward}
// CHECK: ag.mul %{{.*}}, %cst
func.func private @thrice(%x: tensor<4xf64>, %y: tensor<4xf64>, %dy: tensor<4xf64>) -> tensor<4xf64> {
  %three = arith.constant dense<3.0> : tensor<4xf64>
  %0 = ag.mul %dy, %three : tensor<4xf64>
  return %0 : tensor<4xf64>
}
func.func @rules(%x: tensor<4xf64>, %v: tensor<4xf64>) -> tensor<4xf64> {
  %a = ag.region "f" (%p = %x : tensor<4xf64>) -> (tensor<4xf64>) attributes {vjp = @thrice, surrogate} {
    ag.yield %p : tensor<4xf64>
  }
  %b = ag.region "f" (%p = %x : tensor<4xf64>) -> (tensor<4xf64>) attributes {vjp = @thrice, surrogate} {
    ag.yield %p : tensor<4xf64>
  }
  %0 = ag.mul %a, %v : tensor<4xf64>
  %1 = ag.add %0, %b : tensor<4xf64>
  return %1 : tensor<4xf64>
}

//--- unread.mlir
// A parameter that no op reads has the gradient 0.

// CHECK-LABEL: func.func @unread_grad(
// CHECK-SAME: {ag.gradient_of = "q"}
// CHECK-SAME: {ag.gradient_of = "w"}
// CHECK: %[[ZERO:.*]] = arith.constant dense<0.0
// CHECK: return %{{.*}}, %[[ZERO]], %{{.*}}
func.func @unread(%x: tensor<4xf64>) -> tensor<4xf64> {
  %w = ag.parameter "w" : tensor<4xf64>
  %q = ag.parameter "q" : tensor<3xf64>
  %0 = ag.mul %x, %w : tensor<4xf64>
  return %0 : tensor<4xf64>
}
