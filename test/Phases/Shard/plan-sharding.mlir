// The plan for each role of an axis; the program of the ranks computes the same.
// RUN: ag-opt --ag-plan-sharding=spec=tp2 --remarks-filter=ag-plan-sharding %s 2>&1 | FileCheck --check-prefix=PLAN %s
// RUN: ag-opt --shard=tp4 -o %t.tp4.mlir %s && FileCheck --check-prefix=TP --input-file=%t.tp4.mlir %s
// RUN: ag-compile --shard=tp4 --to=shard %s -o %t.compiled.mlir && cmp %t.tp4.mlir %t.compiled.mlir
// RUN: ag-run %t.tp4.mlir --input=randn:1 --weights=randn:2 --same-as=%s | FileCheck --check-prefix=SAME %s
// RUN: ag-opt --grad=main:wrt=w1,w2:of=0 --symbol-privatize=exclude=main_grad -o %t.grad.mlir %s
// RUN: ag-opt --shard=dp4 -o %t.dp4.mlir %t.grad.mlir && FileCheck --check-prefix=DP --input-file=%t.dp4.mlir %s
// RUN: ag-run %t.dp4.mlir --input=randn:1 --weights=randn:2 --same-as=%t.grad.mlir | FileCheck --check-prefix=SAME %s
// RUN: ag-opt --shard=fsdp4 -o %t.fsdp4.mlir %t.grad.mlir && FileCheck --check-prefix=FSDP --input-file=%t.fsdp4.mlir %s
// RUN: ag-run %t.fsdp4.mlir --input=randn:1 --weights=randn:2 --same-as=%t.grad.mlir | FileCheck --check-prefix=SAME %s
// RUN: ag-opt --shard=dp2,zero2 -o %t.zero2.mlir %t.grad.mlir && FileCheck --check-prefix=ZERO2 --input-file=%t.zero2.mlir %s
// RUN: ag-run %t.zero2.mlir --input=randn:1 --weights=randn:2 --same-as=%t.grad.mlir | FileCheck --check-prefix=SAME %s
// RUN: ag-opt --shard=dp2,tp2 -o %t.both.mlir %t.grad.mlir && FileCheck --check-prefix=BOTH --input-file=%t.both.mlir %s
// RUN: ag-run %t.both.mlir --input=randn:1 --weights=randn:2 --same-as=%t.grad.mlir | FileCheck --check-prefix=SAME %s
// RUN: ag-opt --to=trace %s | ag-opt --shard=tp4 | FileCheck --check-prefix=TRACED %s
// RUN: ag-opt --ag-plan-sharding=spec=x=3 %s | ag-opt --ag-plan-sharding=spec=tp2 | FileCheck --check-prefix=AGAIN %s

// AGAIN: ag.planned_mesh = #ag.mesh<tp = 2>
// AGAIN-NOT: "x"
// PLAN: remark: [Analysis] plan {{.*}}optimal
// PLAN: ag.planned_mesh = #ag.mesh<tp = 2>
// PLAN: ag.parameter "w1" {ag.planned = #ag.sharding<{{\[\[\], \["tp"\]\], \[16, 32\]}}>}
// PLAN: ag.parameter "w2" {ag.planned = #ag.sharding<{{\[\["tp"\], \[\]\], \[32, 16\]}}>}
// PLAN: ag.contract {{.*}}ag.strategy = #ag.strategy<{{\[\[\], \["tp"\], \[\]\]}}
// PLAN: ag.tanh {{.*}}ag.strategy = #ag.strategy<{{\[\[\], \["tp"\]\]}}
// PLAN: ag.contract {{.*}}ag.strategy = #ag.strategy<{{\[\[\], \[\], \["tp"\]\]}}

// SAME: same

// The bytes of an all_reduce, and no parameter is gathered; collectives are merged.
// TP: tensor<16x8xf32> {ag.parameter = "w1", ag.sharding = #ag.sharding<{{\[\[\], \["tp"\]\], \[16, 32\]}}>}
// TP-NOT: ag.all
// TP: ag.reduce_scatter sum ["tp"]
// TP: ag.all_gather ["tp"]
// TP-NOT: ag.{{all|reduce_scatter|collective}}

// TRACED: ag.sharding = #ag.sharding<{{\[\[\], \["tp"\]\], \[16, 32\]}}>
// TRACED: ag.reduce_scatter sum ["tp"]

// DP: %arg0: tensor<2x16xf32>
// DP: ag.all_reduce sum ["dp"] {{.*}} : tensor<16x32xf32>, tensor<32x16xf32>
// DP-NOT: ag.{{all|reduce_scatter|collective}}

// FSDP: tensor<4x32xf32> {ag.parameter = "w1", ag.sharding = 
// FSDP: ag.all_gather ["dp"] {{.*}} [0, 0]
// FSDP: ag.reduce_scatter sum ["dp"] {{.*}} [0, 0]
// FSDP-NOT: ag.{{all|reduce_scatter|collective}}

// ZERO2: tensor<16x32xf32> {ag.parameter = "w1"}
// ZERO2: ag.reduce_scatter sum ["dp"] {{.*}} [0, 0]
// ZERO2-NOT: ag.{{all|reduce_scatter|collective}}

// BOTH: tensor<16x16xf32> {ag.parameter = "w1", ag.sharding = 
// BOTH: ag.all_reduce sum ["dp"] {{.*}} : tensor<16x16xf32>, tensor<16x16xf32>
// BOTH-NOT: ag.{{all|reduce_scatter|collective}}
func.func @main(%x: tensor<8x16xf32>) -> tensor<8x16xf32> {
  %w1 = ag.parameter "w1" : tensor<16x32xf32>
  %w2 = ag.parameter "w2" : tensor<32x16xf32>
  %0 = ag.contract "bi,io->bo" %x, %w1 : tensor<8x16xf32>, tensor<16x32xf32> -> tensor<8x32xf32>
  %1 = ag.tanh %0 : tensor<8x32xf32>
  %2 = ag.contract "bi,io->bo" %1, %w2 : tensor<8x32xf32>, tensor<32x16xf32> -> tensor<8x16xf32>
  %3 = ag.add %2, %x : tensor<8x16xf32>
  return %3 : tensor<8x16xf32>
}
