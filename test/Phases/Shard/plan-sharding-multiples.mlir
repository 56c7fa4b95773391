// A batch that is shorter than two axes is split along one of them, and has to be a multiple of that one alone.
// RUN: split-file %s %t
// RUN: ag-opt --shard=dp2,ep4 --remarks-filter=ag-plan-sharding %t/main.mlir -o %t/ranks.mlir 2>&1 | FileCheck %s
// RUN: ag-run %t/ranks.mlir --input=randn:1 --weights=randn:2 --dim batch=4 --same-as=%t/main.mlir | FileCheck --check-prefix=SAME %s
// RUN: not ag-opt --ag-plan-sharding=spec=dp2,ep4 %t/pinned.mlir 2>&1 | FileCheck --check-prefix=PINNED %s

// CHECK: "argument 0 is not sharded along {{dp|ep}} as its role prefers"
// SAME: same
// PINNED: pinned.mlir:2:8: error: dimension 0 is pinned to 8 parts, but is dynamic, and not known to be a multiple of that; pin arguments that it follows from

//--- main.mlir
func.func @main(%x: tensor<?x8xf32> {ag.dims = ["batch", 8]}) -> tensor<?x8xf32> attributes {ag.ranges = {batch = [1, 4]}} {
  %w = ag.parameter "w" : tensor<8x8xf32>
  %0 = ag.contract "bi,io->bo" %x, %w : tensor<?x8xf32>, tensor<8x8xf32> -> tensor<?x8xf32>
  %1 = ag.exp %0 : tensor<?x8xf32>
  return %1 : tensor<?x8xf32>
}

//--- pinned.mlir
func.func @main(%x: tensor<?x8xf32> {ag.dims = ["batch", 8]}) -> tensor<?x8xf32> attributes {ag.ranges = {batch = [1, 4]}} {
  %0 = ag.shard %x [["dp", "ep"], ?] : tensor<?x8xf32>
  %1 = ag.exp %0 : tensor<?x8xf32>
  return %1 : tensor<?x8xf32>
}
