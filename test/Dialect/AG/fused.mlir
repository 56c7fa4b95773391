// RUN: ag-opt %s -o %t && FileCheck %s --input-file=%t
// RUN: ag-opt --mlir-print-op-generic %s | ag-opt | diff %t -
// RUN: ag-opt --emit-bytecode %s | ag-opt | diff %t -

// CHECK-LABEL: func @groups
func.func @groups(%x: tensor<4xf32>, %w: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: ag.fused (%[[A:.*]] = %arg0 : tensor<4xf32>, %[[B:.*]] = %arg1 : tensor<4xf32>) -> tensor<4xf32>
  // CHECK-SAME: attributes {bytes = array<i64: 64, 48>, flops = array<i64: 8, 8>, form = "0123456789abcdef", passes = 2 : i64} {
  // CHECK-NEXT: %[[C:.*]] = ag.mul %[[A]], %[[B]] : tensor<4xf32>
  // CHECK-NEXT: ag.yield %[[C]] : tensor<4xf32>
  %y = ag.fused (%a = %x : tensor<4xf32>, %b = %w : tensor<4xf32>) -> (tensor<4xf32>)
      attributes {passes = 2 : i64, form = "0123456789abcdef", bytes = array<i64: 64, 48>, flops = array<i64: 8, 8>} {
    %c = ag.mul %a, %b : tensor<4xf32>
    ag.yield %c : tensor<4xf32>
  }
  // A group written by hand has no attributes, and may hold a region or no op.
  // CHECK: ag.fused (%[[D:.*]] = %{{.*}} : tensor<4xf32>) -> tensor<4xf32> {
  // CHECK-NEXT: ag.region "part"
  %z = ag.fused (%d = %y : tensor<4xf32>) -> tensor<4xf32> {
    %e = ag.region "part" (%f = %d : tensor<4xf32>) -> tensor<4xf32> {
      %g = ag.exp %f : tensor<4xf32>
      ag.yield %g : tensor<4xf32>
    }
    ag.yield %e : tensor<4xf32>
  }
  // CHECK: ag.fused () {
  // CHECK-NEXT: }
  ag.fused () {
  }
  return %z : tensor<4xf32>
}

// Sizes are computed through a group and replaced for its results.
// CHECK-LABEL: func @sizes
func.func @sizes(%x: tensor<?xf32>, %n: index) -> (tensor<?xf32>, tensor<?x3xf32>) {
  // CHECK: ag.fused (%{{.*}} = %arg0 : tensor<?xf32>, %{{.*}} = %arg1 : index) -> (tensor<?xf32>, tensor<?x3xf32>) {
  %0:2 = ag.fused (%a = %x : tensor<?xf32>, %m = %n : index) -> (tensor<?xf32>, tensor<?x3xf32>) {
    %b = ag.exp %a : tensor<?xf32>
    %one = arith.constant dense<1.0> : tensor<3xf32>
    %c = ag.broadcast %one [1] (%m) : tensor<3xf32> -> tensor<?x3xf32>
    ag.yield %b, %c : tensor<?xf32>, tensor<?x3xf32>
  }
  return %0#0, %0#1 : tensor<?xf32>, tensor<?x3xf32>
}
