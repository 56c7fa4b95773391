// RUN: ag-opt %s --ag-differentiate="grad=counter;early;sized" | FileCheck %s
// RUN: ag-run %s --entry=counter --verify-grad
// RUN: ag-run %s --entry=early --verify-grad
// RUN: ag-run %s --entry=read --verify-grad
// RUN: ag-run %s --entry=sized --verify-grad --dim=n=7

// A loop that only compares a counter with a bound is reversed as a counted
// one: nothing counts its iterations, and its stack needs no ag.max_trips.

// CHECK-LABEL: func.func @counter_grad(
// CHECK-NOT: scf.while
// CHECK: scf.for %{{.*}} = %c0 to %c5 step %c1
// CHECK: scf.for %{{.*}} = %c0 to %c5 step %c1
// CHECK: return
func.func @counter(%x: tensor<4xf64>) -> tensor<4xf64> {
  %c0 = arith.constant 0 : index
  %r:2 = scf.while (%a = %x, %i = %c0) : (tensor<4xf64>, index) -> (tensor<4xf64>, index) {
    %c5 = arith.constant 5 : index
    %p = arith.cmpi slt, %i, %c5 : index
    scf.condition(%p) %a, %i : tensor<4xf64>, index
  } do {
  ^bb0(%a: tensor<4xf64>, %i: index):
    %c1 = arith.constant 1 : index
    %y = ag.sin %a : tensor<4xf64>
    %j = arith.addi %i, %c1 : index
    scf.yield %y, %j : tensor<4xf64>, index
  }
  return %r#0 : tensor<4xf64>
}

// The loop that counts the iterations does not change the array, which does not
// decide when it ends.

// CHECK-LABEL: func.func @early_grad(
// CHECK: scf.while (%{{[a-z0-9]+}} = %c0, %{{[a-z0-9]+}} = %c0) : (index, index) -> (index, index)
// CHECK: scf.for
func.func @early(%x: tensor<40xf64>, %u: tensor<1xf64>, %stop: tensor<6xi1>) -> tensor<40xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c5 = arith.constant 5 : index
  %r:2 = scf.while (%a = %x, %i = %c0) : (tensor<40xf64>, index) -> (tensor<40xf64>, index) {
    %p = arith.cmpi slt, %i, %c5 : index
    %q = tensor.extract %stop[%i] : tensor<6xi1>
    %both = arith.andi %p, %q : i1
    scf.condition(%both) %a, %i : tensor<40xf64>, index
  } do {
  ^bb0(%a: tensor<40xf64>, %i: index):
    %s = ag.slice %a [%i] [1] [1] : tensor<40xf64> -> tensor<1xf64>
    %t = ag.sin %s : tensor<1xf64>
    %v = ag.mul %t, %u : tensor<1xf64>
    %y = ag.update %a, %v [%i] [1] : tensor<40xf64>, tensor<1xf64> -> tensor<40xf64>
    %j = arith.addi %i, %c1 : index
    scf.yield %y, %j : tensor<40xf64>, index
  } attributes {ag.max_trips = 5 : i64}
  return %r#0 : tensor<40xf64>
}

// Nor does it carry the array for its size alone, which is that before the loop.

// CHECK-LABEL: func.func @sized_grad(
// CHECK: scf.while (%{{[a-z0-9]+}} = %c0, %{{[a-z0-9]+}} = %c0) : (index, index) -> (index, index)
// CHECK: scf.for
func.func @sized(%x: tensor<?xf64> {ag.dims = ["n"]}, %u: tensor<1xf64>, %stop: tensor<6xi1>) -> tensor<?xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c5 = arith.constant 5 : index
  %r:2 = scf.while (%a = %x, %i = %c0) : (tensor<?xf64>, index) -> (tensor<?xf64>, index) {
    %p = arith.cmpi slt, %i, %c5 : index
    %q = tensor.extract %stop[%i] : tensor<6xi1>
    %both = arith.andi %p, %q : i1
    scf.condition(%both) %a, %i : tensor<?xf64>, index
  } do {
  ^bb0(%a: tensor<?xf64>, %i: index):
    %n = tensor.dim %a, %c0 : tensor<?xf64>
    %last = arith.subi %n, %c1 : index
    %least = arith.minsi %i, %last : index
    %s = ag.slice %a [%least] [1] [1] : tensor<?xf64> -> tensor<1xf64>
    %t = ag.sin %s : tensor<1xf64>
    %v = ag.mul %t, %u : tensor<1xf64>
    %y = ag.update %a, %v [%least] [1] : tensor<?xf64>, tensor<1xf64> -> tensor<?xf64>
    %in = arith.cmpi sge, %least, %c0 : index
    ag.require %in, "{0} is no element" (%least)
    %j = arith.addi %i, %c1 : index
    scf.yield %y, %j : tensor<?xf64>, index
  } attributes {ag.max_trips = 5 : i64}
  return %r#0 : tensor<?xf64>
}

// The counter is read in the loop and after it, where it is not less than the
// bound. A loop may have no iteration.
func.func @read(%x: tensor<4xf64>) -> (tensor<4xf64>, tensor<4xf64>) {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %c5 = arith.constant 5 : index
  %many = func.call @loop(%x, %c0, %c5) : (tensor<4xf64>, index, index) -> tensor<4xf64>
  %none = func.call @loop(%x, %c5, %c2) : (tensor<4xf64>, index, index) -> tensor<4xf64>
  return %many, %none : tensor<4xf64>, tensor<4xf64>
}
func.func private @loop(%x: tensor<4xf64>, %first: index, %bound: index) -> tensor<4xf64> {
  %c3 = arith.constant 3 : index
  %r:2 = scf.while (%a = %x, %i = %first) : (tensor<4xf64>, index) -> (tensor<4xf64>, index) {
    %p = arith.cmpi sgt, %bound, %i : index
    scf.condition(%p) %a, %i : tensor<4xf64>, index
  } do {
  ^bb0(%a: tensor<4xf64>, %i: index):
    %k = arith.index_cast %i : index to i64
    %f = arith.sitofp %k : i64 to f64
    %t = tensor.splat %f : tensor<4xf64>
    %s = ag.sin %a : tensor<4xf64>
    %y = ag.add %s, %t : tensor<4xf64>
    %z = ag.mul %y, %a : tensor<4xf64>
    %j = arith.addi %i, %c3 : index
    scf.yield %z, %j : tensor<4xf64>, index
  }
  %k = arith.index_cast %r#1 : index to i64
  %f = arith.sitofp %k : i64 to f64
  %t = tensor.splat %f : tensor<4xf64>
  %y = ag.mul %r#0, %t : tensor<4xf64>
  return %y : tensor<4xf64>
}
