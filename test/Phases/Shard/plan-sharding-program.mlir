// A value that the program pins is sharded that way, as is its gradient.
// RUN: split-file %s %t
// RUN: ag-opt --shard=x=2,y=2 %t/main.mlir -o %t/ranks.mlir && FileCheck --input-file=%t/ranks.mlir %s
// RUN: ag-run %t/ranks.mlir --input=randn:1 --weights=randn:2 --same-as=%t/main.mlir | FileCheck --check-prefix=SAME %s
// RUN: ag-opt --grad=main %t/loss.mlir | ag-opt --ag-plan-sharding=spec=x=2 | FileCheck --check-prefix=GRAD %s
// RUN: ag-run %t/loss.mlir --grad=main --shard=x=2 --input=randn:1 --same-as=%t/loss.mlir | FileCheck --check-prefix=SAME %s
// RUN: not ag-opt --shard=z=2 %t/main.mlir 2>&1 | FileCheck --check-prefix=AXIS %s
// RUN: not ag-opt --shard=x=2 %t/dynamic.mlir 2>&1 | FileCheck --check-prefix=DYNAMIC %s
// RUN: ag-opt --shard=@%t/dynamic.json %t/dynamic.mlir -o %t/ranks.mlir
// RUN: ag-run %t/ranks.mlir --input=randn:1 --dim n=6 --same-as=%t/dynamic.mlir | FileCheck --check-prefix=SAME %s

// CHECK-NOT: = ag.shard
// CHECK: ag.contract {{.*}} -> tensor<6x8xf32>
// CHECK: ag.exp %{{.*}} : tensor<3x8xf32>
// SAME: same
// GRAD-COUNT-3: ag.shard {{.*}} {ag.planned = [#ag.sharding<{{\[\["x"\], \[\]\], \[6, 16\]}}>]} : tensor<6x16xf32>
// AXIS: main.mlir:5:8: error: it is pinned along 'y', which is not an axis of the mesh
// DYNAMIC: dynamic.mlir:2:8: error: dimension 0 is pinned to 2 parts, but is dynamic, and not known to be a multiple of that; pin arguments that it follows from

//--- main.mlir
func.func @main(%x: tensor<6x16xf32>) -> tensor<6x16xf32> {
  %w = ag.parameter "w" : tensor<16x16xf32>
  %v = ag.shard %w [[], []] : tensor<16x16xf32>
  %0 = ag.contract "bi,io->bo" %x, %v : tensor<6x16xf32>, tensor<16x16xf32> -> tensor<6x16xf32>
  %1 = ag.shard %0 [[], ["y"]] : tensor<6x16xf32>
  %2 = ag.shard %1 [["x"], ["y"]] : tensor<6x16xf32>
  %3 = ag.exp %2 : tensor<6x16xf32>
  return %3 : tensor<6x16xf32>
}

//--- loss.mlir
func.func @main(%x: tensor<6x16xf32>) -> tensor<f32> {
  %0 = ag.shard %x [["x"], []] : tensor<6x16xf32>
  %1 = ag.exp %0 : tensor<6x16xf32>
  %2 = ag.reduce sum %1 [0, 1] : tensor<6x16xf32> -> tensor<f32>
  return %2 : tensor<f32>
}

//--- dynamic.mlir
func.func @main(%x: tensor<?x4xf32> {ag.dims = ["n", 4]}) -> tensor<?x4xf32> {
  %0 = ag.shard %x [["x"], ?] : tensor<?x4xf32>
  %1 = ag.exp %0 : tensor<?x4xf32>
  return %1 : tensor<?x4xf32>
}

//--- dynamic.json
{"mesh": {"x": 2}, "arguments": {"0": [["x"], []]}}
