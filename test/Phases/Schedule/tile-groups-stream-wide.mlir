// If no key is masked and their number is known, an iteration takes 256 keys and the last one takes the remainder.
// RUN: ag-opt --fuse --to=structure --ag-tile-groups %s -o %t.mlir && FileCheck %s --input-file=%t.mlir
// RUN: ag-opt --fuse --to=structure --ag-tile-groups --remarks-filter=ag-tile-groups %s -o /dev/null 2>&1 | FileCheck %s --check-prefix=REMARKS
// RUN: ag-run %t.mlir --input=randn:1 --same-as=%s
// RUN: ag-run %s --input=randn:1 --on=cpu --march=x86-64-v3 --threads=2 --same-as=%s --rtol=1e-4 --atol=1e-5
// RUN: ag-run %s --input=randn:1 --on=cpu --march=%widest --same-as=%s --rtol=1e-4 --atol=1e-5

// REMARKS: [Passed] stream | {{.*}}bounds=0, tile=256
// CHECK-LABEL: func.func @attention(
// CHECK: tensor.extract_slice %{{.*}} [256, 8] [1, 1]
// CHECK: tensor.extract_slice %{{.*}} [76, 8] [1, 1]
func.func @attention(%q: tensor<96x8xf32>, %k: tensor<1100x8xf32>, %v: tensor<1100x8xf32>) -> tensor<96x8xf32> {
  %s = ag.contract "id,jd->ij" %q, %k : tensor<96x8xf32>, tensor<1100x8xf32> -> tensor<96x1100xf32>
  %m = ag.reduce max %s [1] : tensor<96x1100xf32> -> tensor<96xf32>
  %mb = ag.broadcast %m [0] : tensor<96xf32> -> tensor<96x1100xf32>
  %d = ag.sub %s, %mb : tensor<96x1100xf32>
  %e = ag.exp %d : tensor<96x1100xf32>
  %l = ag.reduce sum %e [1] : tensor<96x1100xf32> -> tensor<96xf32>
  %lb = ag.broadcast %l [0] : tensor<96xf32> -> tensor<96x1100xf32>
  %p = ag.div %e, %lb : tensor<96x1100xf32>
  %o = ag.contract "ij,jd->id" %p, %v : tensor<96x1100xf32>, tensor<1100x8xf32> -> tensor<96x8xf32>
  return %o : tensor<96x8xf32>
}
