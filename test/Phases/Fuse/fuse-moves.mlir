// Ops that only move elements are in the group of their reader if its loops pass through them.
// RUN: ag-opt --fuse --remarks-filter=ag-fuse %s -o %t.mlir 2> %t.remarks && FileCheck %s --input-file=%t.mlir
// RUN: FileCheck %s --check-prefix=REMARK --input-file=%t.remarks
// RUN: ag-run %t.mlir --entry=embed --input=randn:1 --input=iota --input=randn:2 --same-as=%s
// RUN: ag-run %t.mlir --entry=decode --input=randn:1 --input=randn:2 --input=randn:3 --input=randn:4 --input=randn:5 --same-as=%s
// RUN: ag-run %t.mlir --entry=prefill --input=randn:1 --input=randn:2 --input=randn:3 --same-as=%s
// RUN: ag-run %t.mlir --entry=pad --input=randn:1 --same-as=%s
// RUN: ag-run %t.mlir --entry=update --input=randn:1 --input=randn:2 --same-as=%s
// RUN: ag-run %t.mlir --entry=asked --input=randn:1 --input=iota --same-as=%s

// Rows of an embedding, and a norm of each.
// CHECK-LABEL: func.func @embed(
// CHECK: ag.fused {{.*}}passes = 2
// CHECK: ag.gather 0 error
// CHECK: ag.yield
// CHECK-NOT: ag.fused
// CHECK-LABEL: func.func @decode(
func.func @embed(%table: tensor<64x16xf32>, %ids: tensor<8xi64>, %p: tensor<8x16xf32>) -> tensor<8x16xf32> {
  %g = ag.gather 0 error %table, %ids : tensor<64x16xf32>, tensor<8xi64> -> tensor<8x16xf32>
  %x = ag.add %g, %p : tensor<8x16xf32>
  %s = ag.reduce sum %x [1] : tensor<8x16xf32> -> tensor<8xf32>
  %b = ag.broadcast %s [0] : tensor<8xf32> -> tensor<8x16xf32>
  %n = arith.constant dense<0.0625> : tensor<8x16xf32>
  %m = ag.mul %b, %n : tensor<8x16xf32>
  %d = ag.sub %x, %m : tensor<8x16xf32>
  %q = ag.mul %d, %d : tensor<8x16xf32>
  %v = ag.reduce sum %q [1] : tensor<8x16xf32> -> tensor<8xf32>
  %r = ag.rsqrt %v : tensor<8xf32>
  %rb = ag.broadcast %r [0] : tensor<8xf32> -> tensor<8x16xf32>
  %y = ag.mul %d, %rb : tensor<8x16xf32>
  return %y : tensor<8x16xf32>
}

// A cache, new keys, and one query for each head are one group.
// CHECK-NEXT: ag.fused {{.*}}passes = 1
// CHECK: ag.concat 1
// CHECK: ag.concat 1
// CHECK: ag.yield
// CHECK-NEXT: }
// CHECK-NEXT: return
func.func @decode(%q: tensor<4x8xf32>, %ck: tensor<4x24x8xf32>, %cv: tensor<4x24x8xf32>, %nk: tensor<4x1x8xf32>, %nv: tensor<4x1x8xf32>) -> tensor<4x8xf32> {
  %k = ag.concat 1 %ck, %nk : tensor<4x24x8xf32>, tensor<4x1x8xf32> -> tensor<4x25x8xf32>
  %v = ag.concat 1 %cv, %nv : tensor<4x24x8xf32>, tensor<4x1x8xf32> -> tensor<4x25x8xf32>
  %s = ag.contract "he,hje->hj" %q, %k : tensor<4x8xf32>, tensor<4x25x8xf32> -> tensor<4x25xf32>
  %m = ag.reduce max %s [1] : tensor<4x25xf32> -> tensor<4xf32>
  %mb = ag.broadcast %m [0] : tensor<4xf32> -> tensor<4x25xf32>
  %d = ag.sub %s, %mb : tensor<4x25xf32>
  %e = ag.exp %d : tensor<4x25xf32>
  %l = ag.reduce sum %e [1] : tensor<4x25xf32> -> tensor<4xf32>
  %lb = ag.broadcast %l [0] : tensor<4xf32> -> tensor<4x25xf32>
  %p = ag.div %e, %lb : tensor<4x25xf32>
  %o = ag.contract "hj,hje->he" %p, %v : tensor<4x25xf32>, tensor<4x25x8xf32> -> tensor<4x8xf32>
  return %o : tensor<4x8xf32>
}

// With many queries, the keys would be moved again for every few of them.
// REMARK: edge | {{.*}}Function=prefill | Reason="'ag.concat' would be moved again in each iteration of the group's loops: {{.*}}why=again
// CHECK-LABEL: func.func @prefill(
// CHECK: ag.concat 0
// CHECK: ag.fused {{.*}}passes = 1
// CHECK-NOT: ag.fused
func.func @prefill(%q: tensor<8192x8xf32>, %ck: tensor<24x8xf32>, %nk: tensor<1x8xf32>) -> tensor<8192x8xf32> {
  %c = ag.exp %ck : tensor<24x8xf32>
  %k = ag.concat 0 %c, %nk : tensor<24x8xf32>, tensor<1x8xf32> -> tensor<25x8xf32>
  %s = ag.contract "ie,je->ij" %q, %k : tensor<8192x8xf32>, tensor<25x8xf32> -> tensor<8192x25xf32>
  %e = ag.exp %s : tensor<8192x25xf32>
  %l = ag.reduce sum %e [1] : tensor<8192x25xf32> -> tensor<8192xf32>
  %lb = ag.broadcast %l [0] : tensor<8192xf32> -> tensor<8192x25xf32>
  %p = ag.div %e, %lb : tensor<8192x25xf32>
  %o = ag.contract "ij,je->ie" %p, %k : tensor<8192x25xf32>, tensor<25x8xf32> -> tensor<8192x8xf32>
  return %o : tensor<8192x8xf32>
}

// CHECK-LABEL: func.func @pad(
// CHECK-NEXT: ag.fused {{.*}}passes = 1
// CHECK: ag.pad
// CHECK: ag.yield
// CHECK-NEXT: }
// CHECK-NEXT: return
func.func @pad(%x: tensor<64x6xf32>) -> tensor<64xf32> {
  %zero = arith.constant dense<1.0> : tensor<f32>
  %e = ag.exp %x : tensor<64x6xf32>
  %p = ag.pad %e low [0, 1] high [0, 2] with %zero : tensor<64x6xf32>, tensor<f32> -> tensor<64x9xf32>
  %t = ag.tanh %p : tensor<64x9xf32>
  %s = ag.reduce sum %t [1] : tensor<64x9xf32> -> tensor<64xf32>
  return %s : tensor<64xf32>
}

// Only a slice of x changes, in place.
// REMARK: edge | {{.*}}Function=update | Reason="'ag.update' updates a slice of a tensor in place"
// CHECK-LABEL: func.func @update(
// CHECK-NOT: ag.fused
// CHECK: return
func.func @update(%x: tensor<8x6xf32>, %y: tensor<1x6xf32>) -> tensor<8x6xf32> {
  %e = ag.exp %y : tensor<1x6xf32>
  %u = ag.update %x, %e [3, 0][1, 1] : tensor<8x6xf32>, tensor<1x6xf32> -> tensor<8x6xf32>
  %t = ag.tanh %u : tensor<8x6xf32>
  return %t : tensor<8x6xf32>
}

// Checks of indices run before the group.
// REMARK: edge | {{.*}}Function=asked | Reason="'ag.gather' demands something of what the group would compute"{{.*}}why=demand
// CHECK-LABEL: func.func @asked(
// CHECK: ag.max
// CHECK: ag.fused
// CHECK-NOT: ag.max
func.func @asked(%x: tensor<64xf32>, %i: tensor<32xi32>) -> tensor<32xf32> {
  %k = ag.max %i, %i : tensor<32xi32>
  %g = ag.gather 0 error %x, %k : tensor<64xf32>, tensor<32xi32> -> tensor<32xf32>
  %e = ag.exp %g : tensor<32xf32>
  return %e : tensor<32xf32>
}

// A value that exceeds all caches would be moved again in the second pass.
// REMARK: edge | {{.*}}Function=far | Reason="'ag.gather' would be moved again in each pass: 16.8 MB more"
func.func @far(%table: tensor<100x262144xf32>, %i: tensor<16xi32>) -> tensor<16x262144xf32> {
  %x = ag.gather 0 clamp %table, %i : tensor<100x262144xf32>, tensor<16xi32> -> tensor<16x262144xf32>
  %s = ag.reduce max %x [1] : tensor<16x262144xf32> -> tensor<16xf32>
  %b = ag.broadcast %s [0] : tensor<16xf32> -> tensor<16x262144xf32>
  %y = ag.sub %x, %b : tensor<16x262144xf32>
  return %y : tensor<16x262144xf32>
}
