// RUN: ag-opt --ag-forget-pins %s | FileCheck %s
// RUN: ag-opt --fuse %s | FileCheck %s --check-prefix=KEPT
// RUN: ag-compile %s --to=fuse -o - | FileCheck %s
// RUN: ag-run %s --input=randn:1 --on=cpu --same-as=%s

// Without ranks, pins are dropped, so they do not separate groups.

// CHECK: func.func @main(
// CHECK-NOT: ag.shard
// CHECK: ag.tanh
// CHECK-NOT: ag.shard
// KEPT: ag.shard
func.func @main(%x: tensor<4x4xf32>) -> tensor<4x4xf32> {
  %0 = ag.exp %x : tensor<4x4xf32>
  %1 = ag.region "part" (%a = %0 : tensor<4x4xf32>) -> (tensor<4x4xf32>) {
    %2 = ag.shard %a [["dp"], ?] : tensor<4x4xf32>
    %3 = ag.tanh %2 : tensor<4x4xf32>
    ag.yield %3 : tensor<4x4xf32>
  }
  return %1 : tensor<4x4xf32>
}
