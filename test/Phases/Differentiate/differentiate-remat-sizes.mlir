// Sizes that are known only at run time count as large, so the scores of attention are
// recomputed. A size that has a range counts as its upper bound, for which memory is planned.
// RUN: ag-opt --grad=any:value --to=differentiate --remarks-filter=ag-differentiate %s -o %t.mlir 2>&1 | FileCheck %s --check-prefix=ANY
// RUN: ag-opt --grad=short:value --to=differentiate --remarks-filter=ag-differentiate %s -o %t.mlir 2>&1 | FileCheck %s --check-prefix=SHORT
// RUN: ag-run %s --entry=any --verify-grad --dim i=3 --dim j=4 --input=randn:1 | FileCheck %s --check-prefix=PROVED

// ANY-NOT: "a tensor<?x?xf32> is kept
// ANY: "a tensor<?x?xf32> is computed again
// ANY-NOT: "a tensor<?x?xf32> is kept
// PROVED-COUNT-5: same
func.func @any(%q: tensor<?x16xf32> {ag.dims = ["i", 16]}, %k: tensor<?x16xf32> {ag.dims = ["j", 16]}, %v: tensor<?x16xf32> {ag.dims = ["j", 16]}) -> tensor<?x16xf32> {
  %s = ag.contract "id,jd->ij" %q, %k : tensor<?x16xf32>, tensor<?x16xf32> -> tensor<?x?xf32>
  %c0 = arith.constant 0 : index
  %j = tensor.dim %k, %c0 : tensor<?x16xf32>
  %m = ag.reduce max %s [1] : tensor<?x?xf32> -> tensor<?xf32>
  %mb = ag.broadcast %m [0] (%j) : tensor<?xf32> -> tensor<?x?xf32>
  %d = ag.sub %s, %mb : tensor<?x?xf32>
  %e = ag.exp %d : tensor<?x?xf32>
  %t = ag.reduce sum %e [1] : tensor<?x?xf32> -> tensor<?xf32>
  %tb = ag.broadcast %t [0] (%j) : tensor<?xf32> -> tensor<?x?xf32>
  %p = ag.div %e, %tb : tensor<?x?xf32>
  %o = ag.contract "ij,jd->id" %p, %v : tensor<?x?xf32>, tensor<?x16xf32> -> tensor<?x16xf32>
  return %o : tensor<?x16xf32>
}

// SHORT: "a tensor<?x?xf32> is kept
func.func @short(%q: tensor<?x16xf32> {ag.dims = ["i", 16]}, %k: tensor<?x16xf32> {ag.dims = ["j", 16]}, %v: tensor<?x16xf32> {ag.dims = ["j", 16]}) -> tensor<?x16xf32>
    attributes {ag.ranges = {i = [1, 64], j = [1, 64]}} {
  %s = ag.contract "id,jd->ij" %q, %k : tensor<?x16xf32>, tensor<?x16xf32> -> tensor<?x?xf32>
  %c0 = arith.constant 0 : index
  %j = tensor.dim %k, %c0 : tensor<?x16xf32>
  %m = ag.reduce max %s [1] : tensor<?x?xf32> -> tensor<?xf32>
  %mb = ag.broadcast %m [0] (%j) : tensor<?xf32> -> tensor<?x?xf32>
  %d = ag.sub %s, %mb : tensor<?x?xf32>
  %e = ag.exp %d : tensor<?x?xf32>
  %t = ag.reduce sum %e [1] : tensor<?x?xf32> -> tensor<?xf32>
  %tb = ag.broadcast %t [0] (%j) : tensor<?xf32> -> tensor<?x?xf32>
  %p = ag.div %e, %tb : tensor<?x?xf32>
  %o = ag.contract "ij,jd->id" %p, %v : tensor<?x?xf32>, tensor<?x16xf32> -> tensor<?x16xf32>
  return %o : tensor<?x16xf32>
}
