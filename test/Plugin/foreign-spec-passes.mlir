// An op of another dialect with a Spec is batched, sharded, fused and differentiated.

// RUN: ag-run --load-dialect-plugin=%toy2 %s --input=randn:1 --shard=dp2 --same-as=%s | FileCheck %s --check-prefix=SAME
// RUN: ag-run --load-dialect-plugin=%toy2 %s --input=randn:1 --on=emulator --same-as=%s | FileCheck %s --check-prefix=SAME
// RUN: ag-opt --load-dialect-plugin=%toy2 --ag-batch --fuse %s | FileCheck %s
// RUN: ag-opt --load-dialect-plugin=%toy2 --shard=dp2 %s | FileCheck %s --check-prefix=RANK
// RUN: ag-run --load-dialect-plugin=%toy2 %s --verify-grad | FileCheck %s --check-prefix=PROOF

// SAME: same: 1 result, 4 values
// CHECK-LABEL: func.func private @one.vmap(
// CHECK: linalg.generic {{.*}} ins(%arg0 : tensor<4x256xf32>)
// CHECK-LABEL: func.func @main(
// CHECK: ag.fused
// CHECK-NEXT: "toy2.softplus"
// CHECK-NEXT: ag.reduce
// RANK: func.func @main(%arg0: tensor<2x256xf32>
// PROOF: gradient against duals: same
func.func private @one(%x: tensor<256xf32>) -> tensor<256xf32> {
  %0 = "toy2.softplus"(%x) : (tensor<256xf32>) -> tensor<256xf32>
  return %0 : tensor<256xf32>
}
func.func @main(%x: tensor<4x256xf32>) -> tensor<4xf32> {
  %0 = ag.vmap @one in [0] out [0] (%x) : (tensor<4x256xf32>) -> tensor<4x256xf32>
  %1 = "toy2.softplus"(%0) : (tensor<4x256xf32>) -> tensor<4x256xf32>
  %2 = ag.reduce sum %1 [1] : tensor<4x256xf32> -> tensor<4xf32>
  return %2 : tensor<4xf32>
}
