// RUN: ag-opt %s | ag-opt | FileCheck %s
// RUN: ag-opt %s -mlir-print-op-generic | ag-opt | FileCheck %s
// RUN: ag-opt %s --canonicalize --cse | FileCheck %s
// RUN: ag-opt %s --grad=main | FileCheck %s --check-prefix=GRAD
// RUN: ag-opt %s --ag-batch | FileCheck %s --check-prefix=BATCH
// RUN: ag-run %s --input=randn:1 --dim n=3 --on=cpu --same-as=%s
// RUN: ag-run %s --entry=main --input=randn:1 --dim n=3 --verify-grad

// A pin stays, and its cotangent is pinned as well. The batch dimension is open.

// CHECK-LABEL: func.func @main(
// CHECK: ag.shard %{{.*}} [{{\[}}"dp", "t p"], ?] : tensor<?x4xf32>
// CHECK: ag.shard %{{.*}} [{{\[\]}}, {{\[}}"dp"]] {role = "weights"} : tensor<4x4xf32>
// GRAD-LABEL: func.func @main_grad(
// GRAD: ag.shard %{{.*}} [{{\[}}"dp", "t p"], ?] : tensor<?x4xf32>
// GRAD: ag.shard %{{.*}} [{{\[}}"dp", "t p"], ?] : tensor<?x4xf32>
func.func @main(%x: tensor<?x4xf32> {ag.dims = ["n", 4], ag.role = "data"}, %w: tensor<4x4xf32>) -> tensor<f32> {
  %y = ag.shard %x [["dp", "t p"], ?] : tensor<?x4xf32>
  %v = ag.shard %w [[], ["dp"]] {role = "weights"} : tensor<4x4xf32>
  %z = ag.contract "ij,jk->ik" %y, %v : tensor<?x4xf32>, tensor<4x4xf32> -> tensor<?x4xf32>
  %e = ag.exp %z : tensor<?x4xf32>
  %s = ag.reduce sum %e [0, 1] : tensor<?x4xf32> -> tensor<f32>
  return %s : tensor<f32>
}

// CHECK-LABEL: func.func @scalar(
// CHECK: ag.shard %{{.*}} [] : tensor<f32>
func.func @scalar(%x: tensor<f32>) -> tensor<f32> {
  %y = ag.shard %x [] : tensor<f32>
  return %y : tensor<f32>
}

// BATCH-LABEL: func.func private @one.vmap(
// BATCH: ag.shard %{{.*}} [{{\[}}"x"], ?] : tensor<4x5xf32>
func.func private @one(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = ag.shard %x [["x"]] : tensor<4xf32>
  return %y : tensor<4xf32>
}
func.func @batched(%x: tensor<4x5xf32>) -> tensor<4x5xf32> {
  %y = ag.vmap @one in [1] out [1] (%x) : (tensor<4x5xf32>) -> tensor<4x5xf32>
  return %y : tensor<4x5xf32>
}
