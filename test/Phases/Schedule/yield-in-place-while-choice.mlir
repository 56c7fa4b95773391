// A while loop forwards the result of a choice, whose size is known before the
// loop if all branches agree.
// RUN: ag-opt --ag-to-linalg --ag-switch-to-if --ag-yield-in-place %s | FileCheck %s
// RUN: ag-run %s --entry=choice --on=cpu --dim n=3 --input=iota --same-as=%s
// RUN: ag-run %s --entry=choice --on=cpu --dim n=4 --input=iota --same-as=%s
// RUN: ag-run %s --entry=outside --on=cpu --dim n=3 --input=iota --same-as=%s

// The sizes of the choice and of the padding are both requested.
// CHECK-LABEL: func @choice
// CHECK: %[[SIZE:.*]] = affine.apply
// CHECK: %[[PLACE:.*]] = tensor.empty(%[[SIZE]]) : tensor<?xi32>
// CHECK: scf.while ({{.*}} = %[[PLACE]])
func.func @choice(%x: tensor<?xi32> {ag.dims = ["n"]}) -> (tensor<i32>, tensor<?xi32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %zero = arith.constant dense<0> : tensor<i32>
  %r:3 = scf.while (%a = %x, %i = %c0) : (tensor<?xi32>, index) -> (tensor<i32>, tensor<?xi32>, index) {
    %n = tensor.dim %a, %c0 : tensor<?xi32>
    %low = arith.subi %n, %c1 : index
    %b = scf.index_switch %low -> tensor<?xi32>
    case 2 {
      %p = ag.add %a, %a : tensor<?xi32>
      scf.yield %p : tensor<?xi32>
    }
    case 4 {
      %p = ag.neg %a : tensor<?xi32>
      scf.yield %p : tensor<?xi32>
    }
    default {
      scf.yield %a : tensor<?xi32>
    }
    %q = ag.pad %b low [%low] high [0] with %zero : tensor<?xi32>, tensor<i32> -> tensor<?xi32>
    %s = ag.reduce sum %b [0] : tensor<?xi32> -> tensor<i32>
    %c = arith.cmpi slt, %i, %c3 : index
    scf.condition(%c) %s, %q, %i : tensor<i32>, tensor<?xi32>, index
  } do {
  ^bb0(%s: tensor<i32>, %q: tensor<?xi32>, %i: index):
    %n = tensor.dim %x, %c0 : tensor<?xi32>
    %j = arith.addi %i, %c1 : index
    %v = ag.slice %q [%c1] [%n] [1] : tensor<?xi32>
    scf.yield %v, %j : tensor<?xi32>, index
  }
  return %r#0, %r#1 : tensor<i32>, tensor<?xi32>
}

// The branches yield two tensors that are computed before the loop, both as
// large as the argument.
// CHECK-LABEL: func @outside
// CHECK-SAME: %[[X:[a-z0-9]*]]: tensor<?xi32>
// CHECK-COUNT-2: linalg.generic
// CHECK: %[[SIZE:.*]] = tensor.dim %[[X]]
// CHECK: %[[PLACE:.*]] = tensor.empty(%[[SIZE]]) : tensor<?xi32>
// CHECK: scf.while ({{.*}} = %[[PLACE]])
func.func @outside(%x: tensor<?xi32> {ag.dims = ["n"]}) -> tensor<?xi32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %y = ag.add %x, %x : tensor<?xi32>
  %z = ag.neg %x : tensor<?xi32>
  %r:2 = scf.while (%i = %c0) : (index) -> (tensor<?xi32>, index) {
    %c = arith.cmpi slt, %i, %c3 : index
    %b = scf.if %c -> tensor<?xi32> {
      scf.yield %y : tensor<?xi32>
    } else {
      scf.yield %z : tensor<?xi32>
    }
    scf.condition(%c) %b, %i : tensor<?xi32>, index
  } do {
  ^bb0(%b: tensor<?xi32>, %i: index):
    %j = arith.addi %i, %c1 : index
    scf.yield %j : index
  }
  return %r#0 : tensor<?xi32>
}
