// Sizes of results are computed through branches and loops.
// RUN: ag-opt --ag-record-signature %s | FileCheck %s
// RUN: ag-run %s --entry=branches --on=cpu --dim n=3 --input=iota --same-as=%s
// RUN: ag-run %s --entry=branches --on=cpu --dim n=9 --input=iota --same-as=%s
// RUN: ag-run %s --entry=alike --on=cpu --dim n=9 --input=iota --same-as=%s
// RUN: ag-run %s --entry=turns --on=cpu --dim n=4 --input=iota --same-as=%s

// A size decides. An element that chooses between equal sizes does not matter.
// CHECK-LABEL: func.func private @branches.shapes(%arg0: index)
// CHECK: %[[SIZE:.*]] = arith.select
// CHECK: return %[[SIZE]], %[[SIZE]]
func.func @branches(%x: tensor<?xi32> {ag.dims = ["n"]}, %k: tensor<i1>) -> (tensor<?xi32>, tensor<?xi32>) {
  %c0 = arith.constant 0 : index
  %c5 = arith.constant 5 : index
  %n = tensor.dim %x, %c0 : tensor<?xi32>
  %few = arith.cmpi slt, %n, %c5 : index
  %a = scf.if %few -> tensor<?xi32> {
    %0 = ag.concat 0 %x, %x : tensor<?xi32>, tensor<?xi32> -> tensor<?xi32>
    scf.yield %0 : tensor<?xi32>
  } else {
    scf.yield %x : tensor<?xi32>
  }
  %b = tensor.extract %k[] : tensor<i1>
  %r = scf.if %b -> tensor<?xi32> {
    %0 = ag.neg %a : tensor<?xi32>
    scf.yield %0 : tensor<?xi32>
  } else {
    scf.yield %a : tensor<?xi32>
  }
  return %a, %r : tensor<?xi32>, tensor<?xi32>
}

// It does not matter either if each branch computes the size itself.
// CHECK-LABEL: func.func private @alike.shapes(%arg0: index)
// CHECK-NOT: tensor
// CHECK: %[[SIZE:.*]] = affine.apply
// CHECK: return %[[SIZE]] : index
func.func @alike(%x: tensor<?xi32> {ag.dims = ["n"]}, %k: tensor<i1>) -> tensor<?xi32> {
  %c0 = arith.constant 0 : index
  %c5 = arith.constant 5 : index
  %n = tensor.dim %x, %c0 : tensor<?xi32>
  %few = arith.divui %n, %c5 : index
  %zero = arith.constant dense<0> : tensor<i32>
  %p = ag.pad %x low [%few] high [0] with %zero : tensor<?xi32>, tensor<i32> -> tensor<?xi32>
  %b = tensor.extract %k[] : tensor<i1>
  %r = scf.if %b -> tensor<?xi32> {
    %0 = ag.concat 0 %p, %x : tensor<?xi32>, tensor<?xi32> -> tensor<?xi32>
    scf.yield %0 : tensor<?xi32>
  } else {
    %0 = ag.neg %p : tensor<?xi32>
    %1 = ag.concat 0 %x, %0 : tensor<?xi32>, tensor<?xi32> -> tensor<?xi32>
    scf.yield %1 : tensor<?xi32>
  }
  return %r : tensor<?xi32>
}

// The result of a loop has the same size in each iteration.
// CHECK-LABEL: func.func private @turns.shapes(%arg0: index)
// CHECK-NOT: scf
// CHECK: return
func.func @turns(%x: tensor<?xi32> {ag.dims = ["n"]}) -> tensor<?xi32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %s = tensor.extract_slice %x[0] [2] [1] : tensor<?xi32> to tensor<2xi32>
  %y = tensor.concat dim(0) %s, %x : (tensor<2xi32>, tensor<?xi32>) -> tensor<?xi32>
  %u = ag.update %y, %x [%c1] [1] : tensor<?xi32>, tensor<?xi32> -> tensor<?xi32>
  %r:2 = scf.while (%a = %u, %i = %c0) : (tensor<?xi32>, index) -> (tensor<?xi32>, index) {
    %b = ag.max %a, %a : tensor<?xi32>
    %c = arith.cmpi slt, %i, %c3 : index
    scf.condition(%c) %b, %i : tensor<?xi32>, index
  } do {
  ^bb0(%a: tensor<?xi32>, %i: index):
    %b = ag.neg %a : tensor<?xi32>
    %j = arith.addi %i, %c1 : index
    scf.yield %b, %j : tensor<?xi32>, index
  }
  return %r#0 : tensor<?xi32>
}
