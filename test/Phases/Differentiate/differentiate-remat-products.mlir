// A product that a group can recompute from saved values is not saved, nor are
// values computed from it. Attention saves its operands, its result, and the
// maximum and sum of each row.
// RUN: sed s/128/1024/g %s > %t.mlir
// RUN: ag-opt --grad=attention:value --remarks-filter=ag-differentiate %t.mlir -o %t 2> %t.remarks && FileCheck %s --input-file=%t
// RUN: FileCheck %s --check-prefix=KEPT --input-file=%t.remarks
// RUN: ag-run %t --entry=attention_grad --input=randn:1 --same-as=%t --on=cpu
// RUN: ag-opt --ag-differentiate="grad=attention:value remat=keep" %t.mlir -o %t.keep
// RUN: ag-run %t --entry=attention_grad --input=randn:1 --same-as=%t.keep
// RUN: ag-opt --grad=attention:value --fuse %t.mlir | FileCheck %s --check-prefix=FUSED
// RUN: ag-opt --grad=attention:value %s | FileCheck %s --check-prefix=NEAR
// RUN: ag-opt --grad=short:value %s | FileCheck %s --check-prefix=SHORT

// CHECK-LABEL: func.func @attention_grad(
// CHECK: %[[S:.*]] = ag.contract "id,jd->ij" %arg0, %arg1
// CHECK: %[[O:.*]] = ag.contract "ij,jd->id"
// CHECK: %[[Q:.*]] = ag.barrier %arg0 after %[[O]]
// CHECK: %[[AGAIN:.*]] = ag.contract "id,jd->ij" %[[Q]], %arg1
// CHECK-NOT: %[[S]]
// CHECK: return
// KEPT-COUNT-2: a tensor<1024xf32> is kept for the reverse
// KEPT-NOT: a tensor<1024x1024xf32> is kept
// KEPT: a tensor<1024x1024xf32> is computed again

// Values that fit in a core's L2 are computed op by op by the group's plan, so
// they are not recomputed.
// NEAR-LABEL: func.func @attention_grad(
// NEAR-NOT: ag.barrier
// NEAR: return

// The backward is one group of five products, in one pass.
// FUSED-LABEL: func.func @attention_grad(
// FUSED-NEXT: ag.fused {{.*}}passes = 1
// FUSED-COUNT-2: ag.contract "i
// FUSED: }
// FUSED: ag.barrier
// FUSED-NEXT: ag.fused {{.*}}passes = 1
// FUSED-COUNT-5: ag.contract
// FUSED-NOT: ag.contract
// FUSED: return
func.func @attention(%q: tensor<128x8xf32>, %k: tensor<128x8xf32>, %v: tensor<128x8xf32>) -> tensor<128x8xf32> {
  %s = ag.contract "id,jd->ij" %q, %k : tensor<128x8xf32>, tensor<128x8xf32> -> tensor<128x128xf32>
  %m = ag.reduce max %s [1] : tensor<128x128xf32> -> tensor<128xf32>
  %mb = ag.broadcast %m [0] : tensor<128xf32> -> tensor<128x128xf32>
  %d = ag.sub %s, %mb : tensor<128x128xf32>
  %e = ag.exp %d : tensor<128x128xf32>
  %l = ag.reduce sum %e [1] : tensor<128x128xf32> -> tensor<128xf32>
  %lb = ag.broadcast %l [0] : tensor<128xf32> -> tensor<128x128xf32>
  %p = ag.div %e, %lb : tensor<128x128xf32>
  %o = ag.contract "ij,jd->id" %p, %v : tensor<128x128xf32>, tensor<128x8xf32> -> tensor<128x8xf32>
  return %o : tensor<128x8xf32>
}

// For few keys, the weights are no larger than the group's inputs and results.
// SHORT-LABEL: func.func @short_grad(
// SHORT-NOT: ag.barrier
// SHORT: return
func.func @short(%q: tensor<16x8xf32>, %k: tensor<16x8xf32>, %v: tensor<16x8xf32>) -> tensor<16x8xf32> {
  %s = ag.contract "id,jd->ij" %q, %k : tensor<16x8xf32>, tensor<16x8xf32> -> tensor<16x16xf32>
  %e = ag.exp %s : tensor<16x16xf32>
  %l = ag.reduce sum %e [1] : tensor<16x16xf32> -> tensor<16xf32>
  %lb = ag.broadcast %l [0] : tensor<16xf32> -> tensor<16x16xf32>
  %p = ag.div %e, %lb : tensor<16x16xf32>
  %o = ag.contract "ij,jd->id" %p, %v : tensor<16x16xf32>, tensor<16x8xf32> -> tensor<16x8xf32>
  return %o : tensor<16x8xf32>
}
