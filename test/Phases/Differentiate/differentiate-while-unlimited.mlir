// RUN: ag-opt %s --ag-differentiate="grad=wraps;below;either" | FileCheck %s

// The conditions of these loops do not limit their iterations.

// No limit: 126 + 2 is less than 127 as an i8.

// CHECK-LABEL: func.func @wraps_grad(
// CHECK: scf.while
// CHECK-NOT: arith.minsi
func.func @wraps(%x: tensor<3xf64>) -> tensor<3xf64> {
  %most = arith.constant dense<50.0> : tensor<f64>
  %c0 = arith.constant 0 : i8
  %c2 = arith.constant 2 : i8
  %c127 = arith.constant 127 : i8
  %r:2 = scf.while (%y = %x, %i = %c0) : (tensor<3xf64>, i8) -> (tensor<3xf64>, i8) {
    %p = arith.cmpi slt, %i, %c127 : i8
    %all = ag.reduce sum %y [0] : tensor<3xf64> -> tensor<f64>
    %below = ag.compare lt %all, %most : tensor<f64>, tensor<f64> -> tensor<i1>
    %q = tensor.extract %below[] : tensor<i1>
    %both = arith.andi %p, %q : i1
    scf.condition(%both) %y, %i : tensor<3xf64>, i8
  } do {
  ^bb0(%y: tensor<3xf64>, %i: i8):
    %e = ag.exp %y : tensor<3xf64>
    %j = arith.addi %i, %c2 : i8
    scf.yield %e, %j : tensor<3xf64>, i8
  }
  return %r#0 : tensor<3xf64>
}

// No limit: the counter shrinks.

// CHECK-LABEL: func.func @below_grad(
// CHECK: scf.while
// CHECK-NOT: arith.minsi
func.func @below(%x: tensor<3xf64>) -> tensor<3xf64> {
  %most = arith.constant dense<50.0> : tensor<f64>
  %c0 = arith.constant 0 : i32
  %less = arith.constant -1 : i32
  %c5 = arith.constant 5 : i32
  %r:2 = scf.while (%y = %x, %i = %c0) : (tensor<3xf64>, i32) -> (tensor<3xf64>, i32) {
    %p = arith.cmpi slt, %i, %c5 : i32
    %all = ag.reduce sum %y [0] : tensor<3xf64> -> tensor<f64>
    %below = ag.compare lt %all, %most : tensor<f64>, tensor<f64> -> tensor<i1>
    %q = tensor.extract %below[] : tensor<i1>
    %both = arith.andi %p, %q : i1
    scf.condition(%both) %y, %i : tensor<3xf64>, i32
  } do {
  ^bb0(%y: tensor<3xf64>, %i: i32):
    %e = ag.exp %y : tensor<3xf64>
    %j = arith.addi %i, %less : i32
    scf.yield %e, %j : tensor<3xf64>, i32
  }
  return %r#0 : tensor<3xf64>
}

// No limit: the loop goes on while either holds.

// CHECK-LABEL: func.func @either_grad(
// CHECK: scf.while
// CHECK-NOT: arith.minsi
func.func @either(%x: tensor<3xf64>) -> tensor<3xf64> {
  %most = arith.constant dense<50.0> : tensor<f64>
  %c0 = arith.constant 0 : i32
  %c1 = arith.constant 1 : i32
  %c5 = arith.constant 5 : i32
  %r:2 = scf.while (%y = %x, %i = %c0) : (tensor<3xf64>, i32) -> (tensor<3xf64>, i32) {
    %p = arith.cmpi slt, %i, %c5 : i32
    %all = ag.reduce sum %y [0] : tensor<3xf64> -> tensor<f64>
    %below = ag.compare lt %all, %most : tensor<f64>, tensor<f64> -> tensor<i1>
    %q = tensor.extract %below[] : tensor<i1>
    %one = arith.ori %p, %q : i1
    scf.condition(%one) %y, %i : tensor<3xf64>, i32
  } do {
  ^bb0(%y: tensor<3xf64>, %i: i32):
    %e = ag.exp %y : tensor<3xf64>
    %j = arith.addi %i, %c1 : i32
    scf.yield %e, %j : tensor<3xf64>, i32
  }
  return %r#0 : tensor<3xf64>
}
