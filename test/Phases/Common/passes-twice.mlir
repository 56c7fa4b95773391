// Passes that run twice, and on functions without a body.
// RUN: ag-opt --ag-guard-memory --ag-guard-memory %s | FileCheck %s --check-prefix=GUARD
// RUN: ag-opt --ag-launch-kernels --ag-launch-kernels %s | FileCheck %s --check-prefix=LAUNCH
// RUN: ag-opt --to=allocate --ag-plan-workspace %s | FileCheck %s --check-prefix=PLAN
// RUN: echo "func.func private @elsewhere(tensor<4xf32>)" | ag-opt --ag-tile-blocks --ag-split-reductions --ag-read-in-blocks --ag-update-in-blocks --ag-keep-in-blocks --ag-plan-blocks | FileCheck %s --check-prefix=BLOCKS

// GUARD-COUNT-1: func.func private @__asan_poison_memory_region
// GUARD-NOT: @__asan_poison_memory_region
// LAUNCH-COUNT-1: llvm.func @ag_rt_launch
// LAUNCH-NOT: @ag_rt_launch
// PLAN-COUNT-1: func.func private @main.workspace
// PLAN-NOT: func.func private @main.workspace
// BLOCKS: func.func private @elsewhere(tensor<4xf32>)
func.func @main(%x: tensor<8xf32>) -> tensor<8xf32> {
  %0 = ag.exp %x : tensor<8xf32>
  %1 = ag.sin %0 : tensor<8xf32>
  return %1 : tensor<8xf32>
}
