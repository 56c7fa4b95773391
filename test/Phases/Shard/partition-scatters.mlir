// Each rank writes the rows of its block, in the order of the indices. If the updates are split, the maxima of the
// ranks are combined; a scatter that sets elements needs all updates, as the last one holds.
// RUN: split-file %s %t
// RUN: ag-opt %t/set.mlir --shard=@%t/rows.json -o %t/set.rank.mlir
// RUN: FileCheck %t/set.mlir < %t/set.rank.mlir
// RUN: ag-run %t/set.rank.mlir --input=randn:1 --input=iota --input=randn:2 --same-as=%t/set.mlir
// RUN: ag-opt %t/max.mlir --ag-partition -o %t/max.rank.mlir
// RUN: FileCheck %t/max.mlir < %t/max.rank.mlir
// RUN: ag-run %t/max.rank.mlir --input=randn:1 --input=iota --input=randn:2 --same-as=%t/max.mlir
// RUN: ag-opt %t/set.mlir --shard=@%t/updates.json -o %t/last.rank.mlir
// RUN: FileCheck %t/set.mlir --check-prefix=LAST < %t/last.rank.mlir
// RUN: ag-run %t/last.rank.mlir --input=randn:1 --input=iota --input=randn:2 --same-as=%t/set.mlir
// RUN: not ag-opt %t/split.mlir --ag-partition 2>&1 | FileCheck %t/split.mlir

//--- rows.json
{"mesh":{"x":4},"arguments":{"0":[["x"],[]]},"results":{"0":[["x"],[]]}}

//--- updates.json
{"mesh":{"x":4},"arguments":{"0":[[],[]],"1":[["x"]],"2":[["x"],[]]},"results":{"0":[[],[]]}}

//--- set.mlir
// CHECK-LABEL: func.func @main(%arg0: tensor<5x3xbf16>
// CHECK-NOT: ag.all
// CHECK: ag.require %{{.*}}, "ag.scatter: index {0} is outside of a dimension of {1}"
// CHECK: ag.scatter set 0 drop %arg0, %{{.*}}, %arg2 : tensor<5x3xbf16>, tensor<8xi64>, tensor<8x3xbf16>
// CHECK-NOT: ag.all
// LAST-LABEL: func.func @main(%arg0: tensor<20x3xbf16>
// LAST: ag.all_gather
// LAST: ag.scatter set 0 error %arg0, %{{.*}}, %{{.*}} : tensor<20x3xbf16>, tensor<8xi32>, tensor<8x3xbf16>
// LAST-NOT: ag.all_reduce
func.func @main(%x: tensor<20x3xbf16>, %i: tensor<8xi32>, %u: tensor<8x3xbf16>) -> tensor<20x3xbf16> {
  %c3 = arith.constant dense<3> : tensor<8xi32>
  %k = ag.rem %i, %c3 : tensor<8xi32>
  %0 = ag.scatter set 0 error %x, %k, %u : tensor<20x3xbf16>, tensor<8xi32>, tensor<8x3xbf16> -> tensor<20x3xbf16>
  return %0 : tensor<20x3xbf16>
}

//--- max.mlir
// Only one rank starts from x. Maxima are not rounded, so that none is computed in f32.
// CHECK-LABEL: func.func @main(
// CHECK: %[[START:.*]] = ag.to_partial max
// CHECK: %[[OWN:.*]] = ag.scatter max 0 clamp %[[START]], %{{.*}}, %{{.*}} : tensor<20x3xbf16>, tensor<2xi32>, tensor<2x3xbf16>
// CHECK: ag.all_reduce max ["x"] %[[OWN]] : tensor<20x3xbf16>
module attributes {ag.planned_mesh = #ag.mesh<x = 4>} {
  func.func @main(%x: tensor<20x3xbf16>, %i: tensor<8xi32> {ag.planned = #ag.sharding<[["x"]], [8]>}, %u: tensor<8x3xbf16> {ag.planned = #ag.sharding<[["x"], []], [8, 3]>}) -> tensor<20x3xbf16> {
    %c3 = arith.constant dense<3> : tensor<8xi32>
    %k = ag.rem %i, %c3 {ag.strategy = #ag.strategy<[["x"]], []>} : tensor<8xi32>
    %0 = ag.scatter max 0 clamp %x, %k, %u {ag.strategy = #ag.strategy<[[], [], ["x"]], [[]]>} : tensor<20x3xbf16>, tensor<8xi32>, tensor<8x3xbf16> -> tensor<20x3xbf16>
    return %0 : tensor<20x3xbf16>
  }
}

//--- split.mlir
module attributes {ag.planned_mesh = #ag.mesh<x = 2>} {
  func.func @split(%x: tensor<4xf32>, %k: tensor<6xi32>, %u: tensor<6xf32>) -> tensor<4xf32> {
    // CHECK: split.mlir:[[#@LINE+1]]:{{.*}} error: {{.*}}which it can't do
    %y = ag.scatter set 0 drop %x, %k, %u {ag.strategy = #ag.strategy<[[], ["x"]], [[], [], [], []]>} : tensor<4xf32>, tensor<6xi32>, tensor<6xf32> -> tensor<4xf32>
    return %y : tensor<4xf32>
  }
}
