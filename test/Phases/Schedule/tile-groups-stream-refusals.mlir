// These groups hold unsplit rows, for the reasons in their remarks.
// RUN: ag-opt %s --to=structure --ag-tile-groups --remarks-filter=ag-tile-groups -o %t.mlir 2>&1 | FileCheck %s
// RUN: ag-run %t.mlir --entry=short --input=randn:1 --same-as=%s
// RUN: ag-run %t.mlir --entry=twice --input=randn:1 --same-as=%s

// CHECK: [Missed] stream | {{.*}}Function=short | Reason="its values of a tile of rows stay in cache", Remark="what it makes is held for whole rows"
func.func @short(%q: tensor<40x8xf32>, %k: tensor<40x8xf32>) -> tensor<40x8xf32> {
  %r = ag.fused (%a = %q : tensor<40x8xf32>, %b = %k : tensor<40x8xf32>) -> tensor<40x8xf32> {
    %s = ag.contract "id,jd->ij" %a, %b : tensor<40x8xf32>, tensor<40x8xf32> -> tensor<40x40xf32>
    %e = ag.exp %s : tensor<40x40xf32>
    %o = ag.contract "ij,jd->id" %e, %b : tensor<40x40xf32>, tensor<40x8xf32> -> tensor<40x8xf32>
    ag.yield %o : tensor<40x8xf32>
  }
  return %r : tensor<40x8xf32>
}

// The maximum is needed in the pass over the scores.
// CHECK: [Missed] stream | {{.*}}Function=twice | Reason="it needs more than one pass over the dimension that it reduces"
func.func @twice(%x: tensor<40x800xf32>) -> tensor<40xf32> {
  %r = ag.fused (%a = %x : tensor<40x800xf32>) -> tensor<40xf32> {
    %m = ag.reduce max %a [1] : tensor<40x800xf32> -> tensor<40xf32>
    %mb = ag.broadcast %m [0] : tensor<40xf32> -> tensor<40x800xf32>
    %d = ag.sub %a, %mb : tensor<40x800xf32>
    %t = ag.tanh %d : tensor<40x800xf32>
    %o = ag.reduce sum %t [1] : tensor<40x800xf32> -> tensor<40xf32>
    ag.yield %o : tensor<40xf32>
  }
  return %r : tensor<40xf32>
}
