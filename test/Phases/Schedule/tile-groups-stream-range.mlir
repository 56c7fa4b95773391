// The constants in these streams would overflow if they were applied in another order than the program's.
// RUN: ag-opt %s --fuse --to=structure --ag-tile-groups --remarks-filter=ag-tile-groups -o %t.mlir 2>&1 | FileCheck %s
// RUN: ag-run %s --entry=shifted --input=ones --on=cpu --march=x86-64-v3 --rtol=1e-4 --same-as=%s
// RUN: ag-run %s --entry=weighed --input=ones --on=cpu --march=x86-64-v3 --same-as=%s
// RUN: ag-run %s --entry=masked --input=randn:1 --on=cpu --march=x86-64-v3 --rtol=1e-4 --same-as=%s

// e^85 * 8192 overflows, and e^(85 - 60) * 8192 does not.
// CHECK: [Passed] stream | {{.*}}Function=shifted
func.func @shifted(%q: tensor<64x16xf32>, %k: tensor<8192x16xf32>) -> tensor<64xf32> {
  %c = arith.constant dense<5.3125> : tensor<64x8192xf32>
  %d = arith.constant dense<60.0> : tensor<64x8192xf32>
  %s = ag.contract "ie,je->ij" %q, %k : tensor<64x16xf32>, tensor<8192x16xf32> -> tensor<64x8192xf32>
  %t = ag.mul %s, %c : tensor<64x8192xf32>
  %u = ag.sub %t, %d : tensor<64x8192xf32>
  %p = ag.exp %u : tensor<64x8192xf32>
  %l = ag.reduce sum %p [1] : tensor<64x8192xf32> -> tensor<64xf32>
  %tiny = arith.constant dense<1.0e-18> : tensor<64xf32>
  %r = ag.mul %l, %tiny : tensor<64xf32>
  return %r : tensor<64xf32>
}

// The sum of v overflows, and the sum of 1e-30 v does not, so the factor and the maximum stay where they are.
// CHECK: [Missed] stream | {{.*}}Function=weighed | Reason="it needs more than one pass over the dimension that it reduces"
func.func @weighed(%q: tensor<64x16xf32>, %k: tensor<8192x16xf32>, %v: tensor<8192x16xf32>) -> tensor<64x16xf32> {
  %one = arith.constant dense<1.0> : tensor<8192x16xf32>
  %large = arith.constant dense<3.0e+37> : tensor<8192x16xf32>
  %small = arith.constant dense<1.0e-30> : tensor<64x8192xf32>
  %v1 = ag.mul %v, %large : tensor<8192x16xf32>
  %v2 = ag.max %v1, %one : tensor<8192x16xf32>
  %s = ag.contract "ie,je->ij" %q, %k : tensor<64x16xf32>, tensor<8192x16xf32> -> tensor<64x8192xf32>
  %m = ag.reduce max %s [1] : tensor<64x8192xf32> -> tensor<64xf32>
  %mb = ag.broadcast %m [0] : tensor<64xf32> -> tensor<64x8192xf32>
  %d = ag.sub %s, %mb : tensor<64x8192xf32>
  %p = ag.exp %d : tensor<64x8192xf32>
  %w = ag.mul %p, %small : tensor<64x8192xf32>
  %o = ag.contract "ij,je->ie" %w, %v2 : tensor<64x8192xf32>, tensor<8192x16xf32> -> tensor<64x16xf32>
  return %o : tensor<64x16xf32>
}

// A mask with the lowest number of its type does not require unsplit rows.
// CHECK: [Passed] stream | {{.*}}Function=masked
func.func @masked(%q: tensor<64x16xf32>, %k: tensor<8192x16xf32>, %v: tensor<8192x16xf32>, %mask: tensor<8192xf32>) -> tensor<64x16xf32> {
  %zero = arith.constant dense<0.0> : tensor<8192xf32>
  %one = arith.constant dense<1.0> : tensor<8192xf32>
  %least = arith.constant dense<-3.40282347E+38> : tensor<8192xf32>
  %scale = arith.constant dense<0.125> : tensor<64x8192xf32>
  %isLeftOut = ag.compare lt %mask, %zero : tensor<8192xf32>, tensor<8192xf32> -> tensor<8192xi1>
  %left = ag.select %isLeftOut, %one, %zero : tensor<8192xi1>, tensor<8192xf32>, tensor<8192xf32> -> tensor<8192xf32>
  %n = ag.mul %left, %least : tensor<8192xf32>
  %nb = ag.broadcast %n [1] : tensor<8192xf32> -> tensor<64x8192xf32>
  %s = ag.contract "ie,je->ij" %q, %k : tensor<64x16xf32>, tensor<8192x16xf32> -> tensor<64x8192xf32>
  %t = ag.mul %s, %scale : tensor<64x8192xf32>
  %u = ag.add %t, %nb : tensor<64x8192xf32>
  %m = ag.reduce max %u [1] : tensor<64x8192xf32> -> tensor<64xf32>
  %mb = ag.broadcast %m [0] : tensor<64xf32> -> tensor<64x8192xf32>
  %d = ag.sub %u, %mb : tensor<64x8192xf32>
  %p = ag.exp %d : tensor<64x8192xf32>
  %l = ag.reduce sum %p [1] : tensor<64x8192xf32> -> tensor<64xf32>
  %lb = ag.broadcast %l [0] : tensor<64xf32> -> tensor<64x16xf32>
  %o = ag.contract "ij,je->ie" %p, %v : tensor<64x8192xf32>, tensor<8192x16xf32> -> tensor<64x16xf32>
  %r = ag.div %o, %lb : tensor<64x16xf32>
  return %r : tensor<64x16xf32>
}
