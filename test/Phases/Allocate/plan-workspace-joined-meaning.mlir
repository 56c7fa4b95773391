// Demands of every run may be conjunctions of unsigned comparisons: %x has two
// rows if c > 0 and c - 1 >= 1. No buffer then has a negative size, though only
// some runs use c - 1.
// RUN: ag-opt --to=allocate %s | FileCheck %s
// RUN: ag-run %s --entry=rows --dim c=5 --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=rows --dim c=2 --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=bounded --dim c=9 --on=cpu --input=randn:1 --same-as=%s
// RUN: not ag-run %s --entry=rows --dim c=0 --on=cpu --input=randn:1 2>&1 | FileCheck %s --check-prefix=EMPTY
// EMPTY: error: tensor.extract_slice: 2 elements from 0 on, 1 apart, do not fit into a dimension of 0

// CHECK-LABEL: func.func private @rows.demands(%arg0: index)
// CHECK: %[[ANY:.*]] = arith.cmpi ugt, %arg0, %c0
// CHECK: %[[LAST:.*]] = arith.subi %arg0, %c1
// CHECK: %[[FIT:.*]] = arith.cmpi uge, %[[LAST]], %c1
// CHECK: %[[BOTH:.*]] = arith.andi %[[ANY]], %[[FIT]]
// CHECK: ag.require %[[BOTH]]
// CHECK-NOT: ag.require
// CHECK: return
func.func @rows(%x: tensor<?x2xf32> {ag.dims = ["c", 2]}, %k: tensor<i64>) -> (tensor<2x2xf32>, tensor<3x?xf32>, tensor<?x?xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  %c3 = arith.constant 3 : i64
  %n = tensor.dim %x, %c0 : tensor<?x2xf32>
  %m = arith.subi %n, %c1 : index
  %two = tensor.extract_slice %x[0, 0] [2, 2] [1, 1] : tensor<?x2xf32> to tensor<2x2xf32>
  %count = tensor.extract %k[] : tensor<i64>
  %any = arith.cmpi sge, %count, %zero : i64
  %a, %b = scf.if %any -> (tensor<3x?xf32>, tensor<?x?xf32>) {
    %i = ag.iota 0 (%m) : tensor<3x?xf32>
    %j = ag.iota 0 (%m, %m) : tensor<?x?xf32>
    scf.yield %i, %j : tensor<3x?xf32>, tensor<?x?xf32>
  } else {
    %i = ag.iota 1 (%m) : tensor<3x?xf32>
    %j = ag.iota 1 (%m, %m) : tensor<?x?xf32>
    scf.yield %i, %j : tensor<3x?xf32>, tensor<?x?xf32>
  }
  %r:3 = scf.while (%i = %zero, %y = %a, %w = %b) : (i64, tensor<3x?xf32>, tensor<?x?xf32>) -> (i64, tensor<3x?xf32>, tensor<?x?xf32>) {
    %more = arith.cmpi slt, %i, %c3 : i64
    %z = ag.add %y, %a : tensor<3x?xf32>
    %v = ag.add %w, %b : tensor<?x?xf32>
    scf.condition(%more) %i, %z, %v : i64, tensor<3x?xf32>, tensor<?x?xf32>
  } do {
  ^bb0(%i: i64, %y: tensor<3x?xf32>, %w: tensor<?x?xf32>):
    %next = arith.addi %i, %one : i64
    %z = ag.mul %y, %y : tensor<3x?xf32>
    %v = ag.mul %w, %w : tensor<?x?xf32>
    scf.yield %next, %z, %v : i64, tensor<3x?xf32>, tensor<?x?xf32>
  }
  return %two, %r#1, %r#2 : tensor<2x2xf32>, tensor<3x?xf32>, tensor<?x?xf32>
}

// An index into ten elements is less than 10, which bounds the workspace.
// CHECK-LABEL: func.func @bounded(
// CHECK-SAME: ag.workspace_bytes = 320
func.func @bounded(%x: tensor<10xf32>, %y: tensor<?xf32> {ag.dims = ["c"]}) -> (tensor<1xf32>, tensor<?x?xf32>) {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %y, %c0 : tensor<?xf32>
  %one = tensor.extract_slice %x[%n] [1] [1] : tensor<10xf32> to tensor<1xf32>
  %t = ag.tanh %y : tensor<?xf32>
  %r = ag.contract "i,j->ij" %y, %t : tensor<?xf32>, tensor<?xf32> -> tensor<?x?xf32>
  %z = ag.contract "ij,jk->ik" %r, %r : tensor<?x?xf32>, tensor<?x?xf32> -> tensor<?x?xf32>
  return %one, %z : tensor<1xf32>, tensor<?x?xf32>
}
