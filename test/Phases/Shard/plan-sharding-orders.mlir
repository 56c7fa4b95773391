// A pin includes the order of axes on a dimension. A pin without an order leaves it open, and two orders are an error.
// RUN: split-file %s %t
// RUN: ag-opt --shard=@%t/open.json %t/main.mlir -o %t/open.rank.mlir && FileCheck --check-prefix=OPEN --input-file=%t/open.rank.mlir %s
// RUN: ag-run %t/open.rank.mlir --input=randn:1 --same-as=%t/main.mlir | FileCheck --check-prefix=SAME %s
// RUN: not ag-opt --shard=@%t/twice.json %t/main.mlir 2>&1 | FileCheck --check-prefix=TWICE %s
// RUN: not ag-opt --shard=@%t/tied.json %t/main.mlir 2>&1 | FileCheck --check-prefix=TIED %s
// RUN: not ag-opt --shard=@%t/other.json %t/main.mlir 2>&1 | FileCheck --check-prefix=OTHER %s

// OPEN: func.func @main(%arg0: tensor<2x3xf32> {ag.name = "x", ag.role = "state", ag.sharding = #ag.sharding<{{\[\["y", "x"\], \[\]\]}}
// OPEN-SAME: -> (tensor<2x3xf32> {ag.alias = 0 : i64, ag.sharding = #ag.sharding<{{\[\["y", "x"\], \[\]\]}}
// OPEN-NEXT: ag.exp %arg0 : tensor<2x3xf32>
// OPEN-NEXT: return
// SAME: same
// TWICE: error: argument '0' of @main is pinned in two orders of axes on dimension 0
// TIED: error: result 0 of @main is pinned in another order of axes than what it takes over or is the gradient of
// OTHER: error: has no parameter 'w' to pin in @main

//--- open.json
{"mesh": {"x": 2, "y": 2}, "arguments": {"x": [["y", "x"], []]}, "@main": {"arguments": {"0": [null, null]}}}

//--- twice.json
{"mesh": {"x": 2, "y": 2}, "arguments": {"x": [["y", "x"], []]}, "@main": {"arguments": {"0": [["x", "y"], []]}}}

//--- tied.json
{"mesh": {"x": 2, "y": 2}, "arguments": {"x": [["y", "x"], []]}, "@main": {"results": {"0": [["x", "y"], null]}}}

//--- other.json
{"mesh": {"x": 2}, "@main": {"parameters": {"w": [["x"]]}}}

//--- main.mlir
func.func @main(%x: tensor<8x3xf32> {ag.name = "x"}) -> (tensor<8x3xf32> {ag.alias = 0}) {
  %y = ag.exp %x : tensor<8x3xf32>
  return %y : tensor<8x3xf32>
}
func.func @else() -> tensor<4xf32> {
  %w = ag.parameter "w" : tensor<4xf32>
  return %w : tensor<4xf32>
}
