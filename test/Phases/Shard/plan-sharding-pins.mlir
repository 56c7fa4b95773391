// Pins win over roles, and hold for entries' values by name or number.
// RUN: split-file %s %t
// RUN: ag-opt --shard=@%t/pins.json %t/main.mlir -o %t/ranks.mlir && FileCheck --input-file=%t/ranks.mlir %s
// RUN: ag-run %t/ranks.mlir --input=randn:1 --weights=randn:2 --same-as=%t/main.mlir | FileCheck --check-prefix=SAME %s
// RUN: ag-opt --shard=dp2,tp2,@%t/roles.json %t/main.mlir | FileCheck --check-prefix=ROLES %s
// RUN: not ag-opt --shard=@%t/nothing.json %t/main.mlir 2>&1 | FileCheck --check-prefix=NOTHING %s
// RUN: not ag-opt --shard=@%t/entry.json %t/main.mlir 2>&1 | FileCheck --check-prefix=ENTRY %s
// RUN: not ag-opt --shard=@%t/rank.json %t/main.mlir 2>&1 | FileCheck --check-prefix=RANK %s
// RUN: not ag-opt --shard=@%t/twice.json %t/main.mlir 2>&1 | FileCheck --check-prefix=TWICE %s
// RUN: not ag-opt --shard=@%t/tied.json %t/step.mlir 2>&1 | FileCheck --check-prefix=TIED %s
// RUN: not ag-opt --shard=@%t/missing.json %t/main.mlir 2>&1 | FileCheck --check-prefix=MISSING %s
// RUN: not ag-opt --shard=x=3,@%t/pins.json %t/main.mlir 2>&1 | FileCheck --check-prefix=MESH %s
// RUN: not ag-opt --shard=x=2,@%t/axis.json %t/main.mlir 2>&1 | FileCheck --check-prefix=AXIS %s

// CHECK: %arg0: tensor<6x4xf32> {ag.name = "x", ag.sharding = #ag.sharding<{{\[\[\], \["y", "x"\]\], \[6, 16\]}}>}
// CHECK-SAME: -> (tensor<3x8xf32> {ag.sharding = #ag.sharding<{{\[\["x"\], \["y"\]\], \[6, 16\]}}>})
// SAME: same
// ROLES: %arg0: tensor<6x8xf32>
// NOTHING: error: has no argument 'q' to pin
// ENTRY: error: has no entry @other to pin
// RANK: error: argument 'x' of @main has 2 dimensions, but is pinned with 1
// TWICE: error: argument '0' of @main is pinned in two ways along 'x'
// TIED: error: result 0 of @main is pinned otherwise along 'x' than what it takes over
// MISSING: error: can't be shared among ranks: can't read '{{.*}}missing.json'
// MESH: error: can't be shared among ranks: mesh: is x=2,y=2; asked for is x=3
// AXIS: error: can't be shared among ranks: {{.*}}the mesh has no axis 'z'; it has x

//--- pins.json
{"mesh": {"x": 2, "y": 2}, "links": {"x": [1e-6, 1e10]},
 "arguments": {"x": [[], ["y", "x"]]}, "results": {"0": [["x"], null]}, "@main": {"results": {"0": [null, ["y"]]}}}

//--- roles.json
{"arguments": {"0": [[], ["dp"]]}}

//--- nothing.json
{"mesh": {"x": 2}, "arguments": {"q": [[], []]}}

//--- entry.json
{"mesh": {"x": 2}, "@other": {"arguments": {"x": [[], []]}}}

//--- rank.json
{"mesh": {"x": 2}, "arguments": {"x": [["x"]]}}

//--- twice.json
{"mesh": {"x": 2}, "arguments": {"x": [["x"], []]}, "@main": {"arguments": {"0": [[], ["x"]]}}}

//--- tied.json
{"mesh": {"x": 2}, "arguments": {"w": [["x"], []]}, "results": {"0": [[], ["x"]]}}

//--- axis.json
{"arguments": {"x": [["z"], []]}}

//--- main.mlir
func.func @main(%x: tensor<6x16xf32> {ag.name = "x"}) -> tensor<6x16xf32> {
  %w = ag.parameter "w" : tensor<16x16xf32>
  %0 = ag.contract "bi,io->bo" %x, %w : tensor<6x16xf32>, tensor<16x16xf32> -> tensor<6x16xf32>
  return %0 : tensor<6x16xf32>
}

//--- step.mlir
func.func @main(%w: tensor<6x16xf32> {ag.name = "w"}) -> (tensor<6x16xf32> {ag.alias = 0}) {
  %0 = ag.mul %w, %w : tensor<6x16xf32>
  return %0 : tensor<6x16xf32>
}
