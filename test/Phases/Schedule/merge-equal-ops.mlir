// RUN: ag-opt %s --to=schedule | FileCheck %s
// RUN: ag-opt %s --ag-merge-equal-ops -o %t
// RUN: FileCheck %s --input-file=%t --check-prefix=MERGE
// RUN: ag-run %t --entry=loops --input=randn:1 --input=randn:2 --same-as=%s
// RUN: ag-run %s --entry=loops --on=cpu --input=randn:1 --input=randn:2 --same-as=%s
// RUN: ag-run %s --entry=scores --dim=b=2 --dim=n=9 --on=cpu --input=randn:1 --input=randn:2 --input=randn:3 --same-as=%s

// The second loop is the first one again. The third begins alike, and reads another tensor inside.
// MERGE-LABEL: func.func @loops(
// MERGE: %[[A:.*]] = scf.for
// MERGE: ag.mul {{.*}}, %arg0
// MERGE: %[[B:.*]] = scf.for
// MERGE: ag.mul {{.*}}, %arg1
// MERGE-NOT: scf.for
// MERGE: return %[[A]], %[[A]], %[[B]] :
// CHECK-LABEL: func.func @loops(
// CHECK-SAME: %[[X:.*]]: tensor<8xf32>, %[[Y:.*]]: tensor<8xf32>
// CHECK: %[[A:.*]] = scf.for
// CHECK: vector.transfer_read %[[X]]
// CHECK: %[[B:.*]] = scf.for
// CHECK-NOT: ag.body
// CHECK: vector.transfer_read %[[Y]]
// CHECK-NOT: scf.for
// CHECK: return %[[A]], %[[A]], %[[B]] :
func.func @loops(%x: tensor<8xf32>, %y: tensor<8xf32>) -> (tensor<8xf32>, tensor<8xf32>, tensor<8xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %one = arith.constant dense<1.0> : tensor<8xf32>
  %a = scf.for %i = %c0 to %c3 step %c1 iter_args(%s = %one) -> (tensor<8xf32>) {
    %t = ag.mul %s, %x : tensor<8xf32>
    scf.yield %t : tensor<8xf32>
  }
  %b = scf.for %i = %c0 to %c3 step %c1 iter_args(%s = %one) -> (tensor<8xf32>) {
    %t = ag.mul %s, %x : tensor<8xf32>
    scf.yield %t : tensor<8xf32>
  }
  %c = scf.for %i = %c0 to %c3 step %c1 iter_args(%s = %one) -> (tensor<8xf32>) {
    %t = ag.mul %s, %y : tensor<8xf32>
    scf.yield %t : tensor<8xf32>
  }
  return %a, %b, %c : tensor<8xf32>, tensor<8xf32>, tensor<8xf32>
}

// What a maximum is taken of, and what it is taken from, get the product in their loop over batches each: a branch that
// transposes %k, and reads that in loops. One is left.
// CHECK-LABEL: func.func @scores(
// CHECK-NOT: ag.body
// CHECK: scf.if {{.*}} -> (tensor<1x8x?xf32>)
// CHECK-NOT: scf.if {{.*}} -> (tensor<1x8x?xf32>)
// CHECK: return
func.func @scores(%q: tensor<?x?x8xf32> {ag.dims = ["b", "n", 8]}, %k: tensor<?x?x8xf32> {ag.dims = ["b", "n", 8]},
                  %v: tensor<?x?x8xf32> {ag.dims = ["b", "n", 8]}) -> tensor<?x?x8xf32> {
  %c1 = arith.constant 1 : index
  %n = tensor.dim %q, %c1 : tensor<?x?x8xf32>
  %t = ag.transpose %k [0, 2, 1] : tensor<?x?x8xf32> -> tensor<?x8x?xf32>
  %s = ag.contract "bik,bkj->bij" %q, %t : tensor<?x?x8xf32>, tensor<?x8x?xf32> -> tensor<?x?x?xf32>
  %h = ag.mul %s, %s : tensor<?x?x?xf32>
  %m = ag.reduce max %h [2] : tensor<?x?x?xf32> -> tensor<?x?xf32>
  %w = ag.broadcast %m [0, 1] (%n) : tensor<?x?xf32> -> tensor<?x?x?xf32>
  %d = ag.sub %h, %w : tensor<?x?x?xf32>
  %e = ag.exp %d : tensor<?x?x?xf32>
  %o = ag.contract "bij,bjk->bik" %e, %v : tensor<?x?x?xf32>, tensor<?x?x8xf32> -> tensor<?x?x8xf32>
  return %o : tensor<?x?x8xf32>
}
