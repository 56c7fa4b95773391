// RUN: ag-opt %s --ag-differentiate="grad=newton;sums" | FileCheck %s
// RUN: ag-run %s --entry=newton --input=iota --verify-grad
// RUN: ag-run %s --entry=sums --verify-grad
// RUN: ag-run %s --entry=none --verify-grad

// One of two demands compares a counter with a number. The stack has as many
// slots, and no iteration is refused.

// CHECK-LABEL: func.func @newton_grad(
// CHECK: %[[COUNTED:.*]]:3 = scf.while
// CHECK: %[[TRIPS:.*]] = arith.minsi %[[COUNTED]]#{{[0-2]}}, %c20
// CHECK-NOT: cf.assert
// CHECK: scf.for %{{.*}} = %c0 to %[[TRIPS]] step %c1
func.func @newton(%x: tensor<3xf64>) -> tensor<3xf64> {
  %first = arith.constant dense<0> : tensor<i64>
  %one = arith.constant dense<1> : tensor<i64>
  %most = arith.constant dense<20> : tensor<i64>
  %least = arith.constant dense<1.0e-9> : tensor<f64>
  %half = arith.constant dense<0.5> : tensor<3xf64>
  %ones = arith.constant dense<1.0> : tensor<3xf64>
  %of = ag.add %x, %ones : tensor<3xf64>
  %r:2 = scf.while (%i = %first, %y = %of) : (tensor<i64>, tensor<3xf64>) -> (tensor<i64>, tensor<3xf64>) {
    %p = ag.compare lt %i, %most : tensor<i64>, tensor<i64> -> tensor<i1>
    %square = ag.mul %y, %y : tensor<3xf64>
    %error = ag.sub %square, %of : tensor<3xf64>
    %size = ag.abs %error : tensor<3xf64>
    %all = ag.reduce sum %size [0] : tensor<3xf64> -> tensor<f64>
    %q = ag.compare gt %all, %least : tensor<f64>, tensor<f64> -> tensor<i1>
    %both = ag.min %p, %q : tensor<i1>
    %go = tensor.extract %both[] : tensor<i1>
    scf.condition(%go) %i, %y : tensor<i64>, tensor<3xf64>
  } do {
  ^bb0(%i: tensor<i64>, %y: tensor<3xf64>):
    %next = ag.add %i, %one : tensor<i64>
    %q = ag.div %of, %y : tensor<3xf64>
    %s = ag.add %y, %q : tensor<3xf64>
    %t = ag.mul %half, %s : tensor<3xf64>
    scf.yield %next, %t : tensor<i64>, tensor<3xf64>
  }
  return %r#1 : tensor<3xf64>
}

// i = 2, 5, 8, 11 are at most 13.

// CHECK-LABEL: func.func @sums_grad(
// CHECK: arith.minsi %{{.*}}, %c4
func.func @sums(%x: tensor<3xf64>) -> tensor<3xf64> {
  %c2 = arith.constant 2 : i32
  %c3 = arith.constant 3 : i32
  %c13 = arith.constant 13 : i32
  %most = arith.constant dense<50.0> : tensor<f64>
  %r:2 = scf.while (%y = %x, %i = %c2) : (tensor<3xf64>, i32) -> (tensor<3xf64>, i32) {
    %p = arith.cmpi sge, %c13, %i : i32
    %all = ag.reduce sum %y [0] : tensor<3xf64> -> tensor<f64>
    %below = ag.compare lt %all, %most : tensor<f64>, tensor<f64> -> tensor<i1>
    %q = tensor.extract %below[] : tensor<i1>
    %both = arith.andi %q, %p : i1
    scf.condition(%both) %y, %i : tensor<3xf64>, i32
  } do {
  ^bb0(%y: tensor<3xf64>, %i: i32):
    %e = ag.exp %y : tensor<3xf64>
    %j = arith.addi %c3, %i : i32
    scf.yield %e, %j : tensor<3xf64>, i32
  }
  return %r#0 : tensor<3xf64>
}

// The loop has no iteration.
func.func @none(%x: tensor<3xf64>) -> tensor<3xf64> {
  %c1 = arith.constant 1 : i32
  %c7 = arith.constant 7 : i32
  %most = arith.constant dense<50.0> : tensor<f64>
  %r:2 = scf.while (%y = %x, %i = %c7) : (tensor<3xf64>, i32) -> (tensor<3xf64>, i32) {
    %p = arith.cmpi slt, %i, %c7 : i32
    %all = ag.reduce sum %y [0] : tensor<3xf64> -> tensor<f64>
    %below = ag.compare lt %all, %most : tensor<f64>, tensor<f64> -> tensor<i1>
    %q = tensor.extract %below[] : tensor<i1>
    %both = arith.andi %p, %q : i1
    scf.condition(%both) %y, %i : tensor<3xf64>, i32
  } do {
  ^bb0(%y: tensor<3xf64>, %i: i32):
    %e = ag.exp %y : tensor<3xf64>
    %j = arith.addi %i, %c1 : i32
    scf.yield %e, %j : tensor<3xf64>, i32
  }
  return %r#0 : tensor<3xf64>
}
