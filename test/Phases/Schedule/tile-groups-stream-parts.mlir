// A reader of a slice of a dimension has a dimension of its own, which is
// streamed like others.
// RUN: ag-opt %s --to=structure --ag-tile-groups --remarks-filter=ag-tile-groups -o %t.mlir 2>&1 | FileCheck %s
// RUN: ag-run %t.mlir --entry=keys --input=randn:1 --same-as=%s
// RUN: ag-run %t.mlir --entry=both --input=randn:1 --same-as=%s

// The first keys of a cache are used.
// CHECK: [Passed] stream | {{.*}}Function=keys | Remark="3 sums go once through what is reduced"
func.func @keys(%q: tensor<200x8xf32>, %k: tensor<3000x8xf32>) -> tensor<200x8xf32> {
  %r = ag.fused (%a = %q : tensor<200x8xf32>, %c = %k : tensor<3000x8xf32>) -> tensor<200x8xf32> {
    %b = ag.slice %c [0, 0] [2003, 8] [1, 1] : tensor<3000x8xf32> -> tensor<2003x8xf32>
    %s = ag.contract "id,jd->ij" %a, %b : tensor<200x8xf32>, tensor<2003x8xf32> -> tensor<200x2003xf32>
    %m = ag.reduce max %s [1] : tensor<200x2003xf32> -> tensor<200xf32>
    %mb = ag.broadcast %m [0] : tensor<200xf32> -> tensor<200x2003xf32>
    %f = ag.sub %s, %mb : tensor<200x2003xf32>
    %e = ag.exp %f : tensor<200x2003xf32>
    %l = ag.reduce sum %e [1] : tensor<200x2003xf32> -> tensor<200xf32>
    %p = ag.contract "ij,jd->id" %e, %b : tensor<200x2003xf32>, tensor<2003x8xf32> -> tensor<200x8xf32>
    %lb = ag.broadcast %l [0] : tensor<200xf32> -> tensor<200x8xf32>
    %d = ag.div %p, %lb : tensor<200x8xf32>
    ag.yield %d : tensor<200x8xf32>
  }
  return %r : tensor<200x8xf32>
}

// One sum is over all of a dimension, the other one over a slice of it.
// CHECK: [Passed] stream | {{.*}}Function=both | Remark="2 sums go once through what is reduced"
func.func @both(%q: tensor<200x8xf32>, %k: tensor<3000x8xf32>) -> tensor<200xf32> {
  %r = ag.fused (%a = %q : tensor<200x8xf32>, %b = %k : tensor<3000x8xf32>) -> tensor<200xf32> {
    %s = ag.contract "id,jd->ij" %a, %b : tensor<200x8xf32>, tensor<3000x8xf32> -> tensor<200x3000xf32>
    %e = ag.exp %s : tensor<200x3000xf32>
    %l = ag.reduce sum %e [1] : tensor<200x3000xf32> -> tensor<200xf32>
    %c = ag.slice %e [0, 0] [200, 1500] [1, 1] : tensor<200x3000xf32> -> tensor<200x1500xf32>
    %p = ag.reduce sum %c [1] : tensor<200x1500xf32> -> tensor<200xf32>
    %d = ag.div %p, %l : tensor<200xf32>
    ag.yield %d : tensor<200xf32>
  }
  return %r : tensor<200xf32>
}
