// Which dimension is the batch? The one of that name, or else dimension 0 of the
// first data whose dimension 0 reaches a sum or a result, unlike a key or a scalar.
// RUN: split-file %s %t
// RUN: ag-compile %t/keyed.mlir --shard=dp2 --to=shard --remarks=ag-plan-sharding -o %t/keyed.rank.mlir 2>&1 | FileCheck %t/keyed.mlir
// RUN: ag-run %t/keyed.rank.mlir --input=randn:1 --same-as=%t/keyed.mlir
// RUN: ag-compile %t/named.mlir --shard=dp2 --to=shard --remarks=ag-plan-sharding -o %t/named.rank.mlir 2>&1 | FileCheck %t/named.mlir
// RUN: ag-run %t/named.rank.mlir --input=randn:1 --dim batch=4 --same-as=%t/named.mlir
// RUN: ag-compile %t/carried.mlir --shard=dp2 --to=shard --remarks=ag-plan-sharding -o %t/carried.rank.mlir 2>&1 | FileCheck %t/carried.mlir
// RUN: ag-run %t/carried.rank.mlir --input=randn:1 --same-as=%t/carried.mlir
// RUN: ag-compile %t/idle.mlir --shard=dp2 --to=shard --remarks=ag-plan-sharding --report=%t/idle.json -o %t/idle.rank.mlir 2>&1 | FileCheck %t/idle.mlir
// RUN: FileCheck %s --check-prefix=REPORT < %t/idle.json
// REPORT: "idle_axes": [
// REPORT-NEXT: "dp"

//--- keyed.mlir
// CHECK-NOT: plan: argument key
// CHECK: passed plan: argument x is [{dp}, {}]
// CHECK-NEXT: passed plan: argument labels is [{dp}]
// CHECK-NEXT: passed plan: result masked is [{dp}, {}]
// CHECK-NOT: plan: argument
func.func @main(%key: tensor<2xui32> {ag.name = "key"}, %count: tensor<ui32> {ag.name = "count"},
                %x: tensor<4x3xf32> {ag.name = "x"}, %labels: tensor<4xf32> {ag.name = "labels"})
    -> (tensor<4x3xf32> {ag.name = "masked"}, tensor<f32> {ag.name = "loss"}) {
  %number = ag.broadcast %count [] : tensor<ui32> -> tensor<2xui32>
  %offset = ag.add %key, %number : tensor<2xui32>
  %folded = ag.random_bits %offset : tensor<2xui32> -> tensor<2xui32>
  %bits = ag.random_bits %folded : tensor<2xui32> -> tensor<4x3xui32>
  %noise = ag.cast %bits : tensor<4x3xui32> -> tensor<4x3xf32>
  %masked = ag.mul %x, %noise : tensor<4x3xf32>
  %loss = ag.contract "bi,b->" %masked, %labels : tensor<4x3xf32>, tensor<4xf32> -> tensor<f32>
  return %masked, %loss : tensor<4x3xf32>, tensor<f32>
}

//--- named.mlir
// The table is larger and comes first, but is no batch.
// CHECK-NOT: plan: argument table
// CHECK: passed plan: argument x is [{}, {dp}]
// CHECK-NOT: plan: argument table
func.func @main(%table: tensor<5x8xf32> {ag.name = "table"}, %x: tensor<8x?xf32> {ag.name = "x", ag.dims = [8, "batch"]}) -> tensor<5x?xf32> {
  %0 = ag.contract "oi,ib->ob" %table, %x : tensor<5x8xf32>, tensor<8x?xf32> -> tensor<5x?xf32>
  return %0 : tensor<5x?xf32>
}

//--- carried.mlir
// The key and the data are iter_args of a loop.
// CHECK-NOT: plan: argument key
// CHECK: passed plan: argument x is [{dp}]
// CHECK-NOT: plan: argument key
func.func @main(%key: tensor<2xui32> {ag.name = "key"}, %x: tensor<2xf32> {ag.name = "x"}) -> tensor<2xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %r:2 = scf.for %i = %c0 to %c3 step %c1 iter_args(%k = %key, %y = %x) -> (tensor<2xui32>, tensor<2xf32>) {
    %next = ag.random_bits %k : tensor<2xui32> -> tensor<2xui32>
    %bits = ag.random_bits %next : tensor<2xui32> -> tensor<2xui32>
    %noise = ag.cast %bits : tensor<2xui32> -> tensor<2xf32>
    %more = ag.add %y, %noise : tensor<2xf32>
    scf.yield %next, %more : tensor<2xui32>, tensor<2xf32>
  }
  return %r#1 : tensor<2xf32>
}

//--- idle.mlir
// CHECK: missed plan: no op is split along dp: its ranks compute the same
// CHECK: {{^}}  no op is split along dp: its ranks compute the same
// CHECK-NEXT: {{^}}  main on dp 2 (optimal)
func.func @main(%x: tensor<1x4xf32>) -> tensor<1xf32> {
  %0 = ag.reduce sum %x [1] : tensor<1x4xf32> -> tensor<1xf32>
  return %0 : tensor<1xf32>
}
