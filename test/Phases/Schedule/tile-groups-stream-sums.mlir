// A sum over many tiles of a stream tracks its rounding error. Sums of products, whose bound
// is wider (docs/Spec.md), do so above 32 tiles of 64 terms; other sums do so above 8 tiles.
// RUN: ag-opt --march=x86-64-v3 --fuse --to=structure --ag-tile-groups %s | FileCheck %s
// RUN: ag-run %s --entry=keys2048 --input=randn:1 --on=cpu --march=x86-64-v3 --same-as=%s --rtol=1e-4 --atol=1e-5

// CHECK-LABEL: func.func @keys2048(
// CHECK: scf.for {{.*}} -> (tensor<64xf32>, tensor<64xf32>, tensor<64x8xf32>, tensor<64xf32>) {
func.func @keys2048(%q: tensor<2048x8xf32>, %k: tensor<2048x8xf32>, %v: tensor<2048x8xf32>) -> tensor<2048x8xf32> {
  %i = ag.iota 0 : tensor<2048xi64>
  %rows = ag.broadcast %i [0] : tensor<2048xi64> -> tensor<2048x2048xi64>
  %columns = ag.broadcast %i [1] : tensor<2048xi64> -> tensor<2048x2048xi64>
  %seen = ag.compare ge %rows, %columns : tensor<2048x2048xi64>, tensor<2048x2048xi64> -> tensor<2048x2048xi1>
  %s = ag.contract "id,jd->ij" %q, %k : tensor<2048x8xf32>, tensor<2048x8xf32> -> tensor<2048x2048xf32>
  %none = arith.constant dense<0xFF800000> : tensor<2048x2048xf32>
  %t = ag.select %seen, %s, %none : tensor<2048x2048xi1>, tensor<2048x2048xf32>, tensor<2048x2048xf32> -> tensor<2048x2048xf32>
  %m = ag.reduce max %t [1] : tensor<2048x2048xf32> -> tensor<2048xf32>
  %mb = ag.broadcast %m [0] : tensor<2048xf32> -> tensor<2048x2048xf32>
  %d = ag.sub %t, %mb : tensor<2048x2048xf32>
  %e = ag.exp %d : tensor<2048x2048xf32>
  %l = ag.reduce sum %e [1] : tensor<2048x2048xf32> -> tensor<2048xf32>
  %lb = ag.broadcast %l [0] : tensor<2048xf32> -> tensor<2048x2048xf32>
  %p = ag.div %e, %lb : tensor<2048x2048xf32>
  %o = ag.contract "ij,jd->id" %p, %v : tensor<2048x2048xf32>, tensor<2048x8xf32> -> tensor<2048x8xf32>
  return %o : tensor<2048x8xf32>
}

// CHECK-LABEL: func.func @keys4096(
// CHECK: scf.for {{.*}} -> (tensor<64xf32>, tensor<64xf32>, tensor<64x8xf32>, tensor<64xf32>, tensor<64x8xf32>) {
func.func @keys4096(%q: tensor<4096x8xf32>, %k: tensor<4096x8xf32>, %v: tensor<4096x8xf32>) -> tensor<4096x8xf32> {
  %i = ag.iota 0 : tensor<4096xi64>
  %rows = ag.broadcast %i [0] : tensor<4096xi64> -> tensor<4096x4096xi64>
  %columns = ag.broadcast %i [1] : tensor<4096xi64> -> tensor<4096x4096xi64>
  %seen = ag.compare ge %rows, %columns : tensor<4096x4096xi64>, tensor<4096x4096xi64> -> tensor<4096x4096xi1>
  %s = ag.contract "id,jd->ij" %q, %k : tensor<4096x8xf32>, tensor<4096x8xf32> -> tensor<4096x4096xf32>
  %none = arith.constant dense<0xFF800000> : tensor<4096x4096xf32>
  %t = ag.select %seen, %s, %none : tensor<4096x4096xi1>, tensor<4096x4096xf32>, tensor<4096x4096xf32> -> tensor<4096x4096xf32>
  %m = ag.reduce max %t [1] : tensor<4096x4096xf32> -> tensor<4096xf32>
  %mb = ag.broadcast %m [0] : tensor<4096xf32> -> tensor<4096x4096xf32>
  %d = ag.sub %t, %mb : tensor<4096x4096xf32>
  %e = ag.exp %d : tensor<4096x4096xf32>
  %l = ag.reduce sum %e [1] : tensor<4096x4096xf32> -> tensor<4096xf32>
  %lb = ag.broadcast %l [0] : tensor<4096xf32> -> tensor<4096x4096xf32>
  %p = ag.div %e, %lb : tensor<4096x4096xf32>
  %o = ag.contract "ij,jd->id" %p, %v : tensor<4096x4096xf32>, tensor<4096x8xf32> -> tensor<4096x8xf32>
  return %o : tensor<4096x8xf32>
}
