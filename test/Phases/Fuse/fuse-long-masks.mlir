// A causal mask is one group with one form in all spellings, whatever else a tile holds. An
// op's operand takes no bytes after its last reader, such as scaled queries after the scores.
// RUN: ag-opt %s --fuse | FileCheck %s
// RUN: ag-opt %s --march=x86-64 --fuse | FileCheck %s
// RUN: ag-opt %s --march=x86-64-v3 --fuse | FileCheck %s

!rows = tensor<2048x64xf32>
!scores = tensor<2048x2048xf32>
!sums = tensor<2048xf32>
!places = tensor<2048x2048xi32>
!mask = tensor<2048x2048xi1>

// CHECK-LABEL: func.func @selected(
// CHECK-NEXT: ag.fused {{.*}} form = "[[FORM:[0-9a-f]+]]", nest = {{.*}}, passes = 1 : i64
// CHECK-NOT: ag.fused
// CHECK: return
func.func @selected(%q: !rows, %k: !rows, %v: !rows) -> !rows {
  %v1 = arith.constant dense<0.125> : !rows
  %v2 = ag.mul %q, %v1 : !rows
  %v3 = ag.contract "id,jd->ij" %v2, %k : !rows, !rows -> !scores
  %v4 = ag.iota 0 : !places
  %v5 = ag.iota 1 : !places
  %v6 = ag.compare ge %v4, %v5 : !places, !places -> !mask
  %v7 = arith.constant dense<0xFF800000> : !scores
  %v8 = ag.select %v6, %v3, %v7 : !mask, !scores, !scores -> !scores
  %v9 = ag.reduce max %v8 [1] : !scores -> !sums
  %v10 = ag.broadcast %v9 [0] : !sums -> !scores
  %v11 = ag.sub %v8, %v10 : !scores
  %v12 = ag.exp %v11 : !scores
  %v13 = ag.reduce sum %v12 [1] : !scores -> !sums
  %v14 = ag.broadcast %v13 [0] : !sums -> !scores
  %v15 = ag.div %v12, %v14 : !scores
  %v16 = ag.contract "ij,jd->id" %v15, %v : !scores, !rows -> !rows
  return %v16 : !rows
}

// CHECK-LABEL: func.func @turned(
// CHECK-NEXT: ag.fused {{.*}} form = "[[FORM]]", nest = {{.*}}, passes = 1 : i64
// CHECK-NOT: ag.fused
// CHECK: return
func.func @turned(%q: !rows, %k: !rows, %v: !rows) -> !rows {
  %v1 = arith.constant dense<0.125> : !rows
  %v2 = ag.mul %q, %v1 : !rows
  %v3 = ag.contract "id,jd->ij" %v2, %k : !rows, !rows -> !scores
  %v4 = ag.iota 0 : !places
  %v5 = ag.iota 1 : !places
  %v7 = ag.compare lt %v4, %v5 : !places, !places -> !mask
  %v8 = arith.constant dense<0xFF800000> : !scores
  %v9 = ag.select %v7, %v8, %v3 : !mask, !scores, !scores -> !scores
  %v10 = ag.exp %v9 : !scores
  %v11 = ag.reduce sum %v10 [1] : !scores -> !sums
  %v12 = ag.contract "ij,jd->id" %v10, %v : !scores, !rows -> !rows
  %v13 = ag.broadcast %v11 [0] : !sums -> !rows
  %v14 = ag.div %v12, %v13 : !rows
  return %v14 : !rows
}

// CHECK-LABEL: func.func @added(
// CHECK-NEXT: ag.fused {{.*}} form = "[[FORM]]", nest = {{.*}}, passes = 1 : i64
// CHECK-NOT: ag.fused
// CHECK: return
func.func @added(%q: !rows, %k: !rows, %v: !rows) -> !rows {
  %v1 = ag.contract "id,jd->ij" %q, %k : !rows, !rows -> !scores
  %v2 = arith.constant dense<0.125> : !scores
  %v3 = ag.mul %v1, %v2 : !scores
  %v4 = ag.iota 0 : !places
  %v5 = ag.iota 1 : !places
  %v6 = ag.compare ge %v4, %v5 : !places, !places -> !mask
  %v7 = arith.constant dense<0.0> : !scores
  %v8 = arith.constant dense<0xFF800000> : !scores
  %v9 = ag.select %v6, %v7, %v8 : !mask, !scores, !scores -> !scores
  %v10 = ag.add %v3, %v9 : !scores
  %v11 = ag.exp %v10 : !scores
  %v12 = ag.reduce sum %v11 [1] : !scores -> !sums
  %v13 = ag.contract "ij,jd->id" %v11, %v : !scores, !rows -> !rows
  %v14 = ag.broadcast %v12 [0] : !sums -> !rows
  %v15 = ag.div %v13, %v14 : !rows
  return %v15 : !rows
}

// CHECK-LABEL: func.func @multiplied(
// CHECK-NEXT: ag.fused {{.*}} form = "[[FORM]]", nest = {{.*}}, passes = 1 : i64
// CHECK-NOT: ag.fused
// CHECK: return
func.func @multiplied(%q: !rows, %k: !rows, %v: !rows) -> !rows {
  %v1 = ag.contract "id,jd->ij" %q, %k : !rows, !rows -> !scores
  %v2 = arith.constant dense<8.0> : !scores
  %v3 = ag.div %v1, %v2 : !scores
  %v4 = ag.iota 0 : !places
  %v5 = ag.iota 1 : !places
  %v6 = ag.compare ge %v4, %v5 : !places, !places -> !mask
  %v7 = ag.exp %v3 : !scores
  %v8 = ag.cast %v6 : !mask -> !scores
  %v9 = ag.mul %v7, %v8 : !scores
  %v10 = ag.reduce sum %v9 [1] : !scores -> !sums
  %v11 = ag.contract "ij,jd->id" %v9, %v : !scores, !rows -> !rows
  %v12 = ag.broadcast %v10 [0] : !sums -> !rows
  %v13 = ag.div %v11, %v12 : !rows
  return %v13 : !rows
}
