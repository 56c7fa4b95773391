// Collectives of one kind are merged: reductions at the last one, others at the
// first one, as far as their operands and users allow.

// RUN: ag-opt --ag-merge-collectives %s -o %t.mlir
// RUN: FileCheck %s < %t.mlir
// RUN: ag-run %t.mlir --entry=gradients --input=randn:1 --same-as=%s | FileCheck %s --check-prefix=SAME
// RUN: ag-run %t.mlir --entry=zero1 --input=randn:1 --same-as=%s | FileCheck %s --check-prefix=SAME
// RUN: ag-run %t.mlir --entry=zero3 --input=randn:1 --weights=randn:2 --same-as=%s | FileCheck %s --check-prefix=SAME
// RUN: ag-run %t.mlir --entry=late_operands --input=randn:1 --same-as=%s | FileCheck %s --check-prefix=SAME
// RUN: ag-run %t.mlir --entry=updates --input=randn:1 --same-as=%s | FileCheck %s --check-prefix=SAME
// RUN: ag-run %t.mlir --entry=towers --input=randn:1 --same-as=%s | FileCheck %s --check-prefix=SAME
// RUN: ag-run %t.mlir --entry=exchanged --input=randn:1 --same-as=%s | FileCheck %s --check-prefix=SAME

// SAME: same

module attributes {ag.mesh = #ag.mesh<dp = 2, tp = 2>} {
  // All gradients are reduced at the end, whatever their types and position.
  // CHECK-LABEL: @gradients
  // CHECK-NOT: ag.all_reduce
  // CHECK: ag.tanh
  // CHECK: %[[ALL:.*]]:3 = ag.all_reduce sum ["dp"] %{{.*}}, %{{.*}}, %{{.*}} : tensor<4xf32>, tensor<2x2xf32>, tensor<f64>
  // CHECK: return %[[ALL]]#0, %[[ALL]]#1, %[[ALL]]#2
  func.func @gradients(%x: tensor<4xf32> {ag.sharding = #ag.sharding<[["dp"]], [8]>}, %y: tensor<2x2xf32>, %z: tensor<f64>)
      -> (tensor<4xf32>, tensor<2x2xf32>, tensor<f64>) {
    %a = ag.all_reduce sum ["dp"] %x : tensor<4xf32>
    %e = ag.exp %y : tensor<2x2xf32>
    %b = ag.all_reduce sum ["dp"] %e : tensor<2x2xf32>
    %t = ag.tanh %z : tensor<f64>
    %c = ag.all_reduce sum ["dp"] %t : tensor<f64>
    return %a, %b, %c : tensor<4xf32>, tensor<2x2xf32>, tensor<f64>
  }

  // The first sum has a user before the second; the second one moves up.
  // CHECK-LABEL: @zero1
  // CHECK: %[[SECOND:.*]] = ag.neg %arg1
  // CHECK: %[[SUMS:.*]]:2 = ag.reduce_scatter sum ["dp"] %arg0, %[[SECOND]] [0, 1] : tensor<8xf32>, tensor<3x4xf32> -> tensor<4xf32>, tensor<3x2xf32>
  // CHECK: %[[P:.*]] = ag.exp %[[SUMS]]#0
  // CHECK: %[[Q:.*]] = ag.exp %[[SUMS]]#1
  // CHECK: ag.all_gather ["dp"] %[[P]], %[[Q]] [0, 1] : tensor<4xf32>, tensor<3x2xf32> -> tensor<8xf32>, tensor<3x4xf32>
  func.func @zero1(%x: tensor<8xf32>, %y: tensor<3x4xf32>) -> (tensor<8xf32>, tensor<3x4xf32>) {
    %n = ag.neg %y : tensor<3x4xf32>
    %a = ag.reduce_scatter sum ["dp"] %x [0] : tensor<8xf32> -> tensor<4xf32>
    %p = ag.exp %a : tensor<4xf32>
    %b = ag.reduce_scatter sum ["dp"] %n [1] : tensor<3x4xf32> -> tensor<3x2xf32>
    %q = ag.exp %b : tensor<3x2xf32>
    %g = ag.all_gather ["dp"] %p [0] : tensor<4xf32> -> tensor<8xf32>
    %h = ag.all_gather ["dp"] %q [1] : tensor<3x2xf32> -> tensor<3x4xf32>
    return %g, %h : tensor<8xf32>, tensor<3x4xf32>
  }

  // Parameters are gathered together in each pass; a cast moves with its gather.
  // CHECK-LABEL: @zero3
  // CHECK: %[[V:.*]] = ag.parameter "v"
  // CHECK: %[[W:.*]] = ag.parameter "w"
  // CHECK: %[[C:.*]] = ag.cast %[[W]]
  // CHECK: %[[FORWARD:.*]]:2 = ag.all_gather ["dp"] %[[V]], %[[C]] [0, 0]
  // CHECK: ag.contract {{.*}} %[[FORWARD]]#0
  // CHECK: ag.contract {{.*}} %[[FORWARD]]#1
  // CHECK: %[[BACKWARD:.*]]:2 = ag.all_gather ["dp"] %{{.*}}, %[[V]] [0, 0]
  // CHECK-NOT: ag.all_gather
  // CHECK: return
  func.func @zero3(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
    %v = ag.parameter "v" {ag.sharding = #ag.sharding<[["dp"], []], [4, 4]>} : tensor<2x4xf32>
    %gv = ag.all_gather ["dp"] %v [0] : tensor<2x4xf32> -> tensor<4x4xf32>
    %h = ag.contract "bi,io->bo" %x, %gv : tensor<2x4xf32>, tensor<4x4xf32> -> tensor<2x4xf32>
    %w = ag.parameter "w" {ag.sharding = #ag.sharding<[["dp"], []], [4, 4]>} : tensor<2x4xf64>
    %c = ag.cast %w : tensor<2x4xf64> -> tensor<2x4xf32>
    %gw = ag.all_gather ["dp"] %c [0] : tensor<2x4xf32> -> tensor<4x4xf32>
    %y = ag.contract "bi,io->bo" %h, %gw : tensor<2x4xf32>, tensor<4x4xf32> -> tensor<2x4xf32>
    %again = ag.cast %w : tensor<2x4xf64> -> tensor<2x4xf32>
    %gw2 = ag.all_gather ["dp"] %again [0] : tensor<2x4xf32> -> tensor<4x4xf32>
    %dh = ag.contract "bo,io->bi" %y, %gw2 : tensor<2x4xf32>, tensor<4x4xf32> -> tensor<2x4xf32>
    %gv2 = ag.all_gather ["dp"] %v [0] : tensor<2x4xf32> -> tensor<4x4xf32>
    %dx = ag.contract "bo,io->bi" %dh, %gv2 : tensor<2x4xf32>, tensor<4x4xf32> -> tensor<2x4xf32>
    return %dx : tensor<2x4xf32>
  }

  // The sum is not moved up, so the merged gather is after it.
  // CHECK-LABEL: @late_operands
  // CHECK: %[[SUM:.*]] = ag.reduce sum
  // CHECK: ag.all_gather ["tp"] %arg0, %[[SUM]] [0, 0]
  func.func @late_operands(%x: tensor<4xf32> {ag.sharding = #ag.sharding<[["tp"]], [8]>}, %y: tensor<2x4xf32>) -> (tensor<8xf32>, tensor<8xf32>) {
    %a = ag.all_gather ["tp"] %x [0] : tensor<4xf32> -> tensor<8xf32>
    %s = ag.reduce sum %y [0] : tensor<2x4xf32> -> tensor<4xf32>
    %b = ag.all_gather ["tp"] %s [0] : tensor<4xf32> -> tensor<8xf32>
    return %a, %b : tensor<8xf32>, tensor<8xf32>
  }

  // CHECK-LABEL: @exchanged
  // CHECK: ag.all_to_all ["tp"] %arg0, %arg1 [0, 1] to [1, 0] : tensor<2x4xf32>, tensor<4x1xf32> -> tensor<4x2xf32>, tensor<2x2xf32>
  // CHECK: ag.collective_permute ["tp"] {{.*}}, {{.*}} from [1, 0]
  // CHECK-NOT: ag.all_to_all
  // CHECK: return
  func.func @exchanged(%x: tensor<2x4xf32> {ag.sharding = #ag.sharding<[["tp"], []], [4, 4]>}, %y: tensor<4x1xf32> {ag.sharding = #ag.sharding<[[], ["tp"]], [4, 2]>})
      -> (tensor<4x2xf32> {ag.sharding = #ag.sharding<[[], ["tp"]], [4, 4]>}, tensor<2x2xf32> {ag.sharding = #ag.sharding<[["tp"], []], [4, 2]>}) {
    %a = ag.all_to_all ["tp"] %x [0] to [1] : tensor<2x4xf32> -> tensor<4x2xf32>
    %e = ag.exp %a : tensor<4x2xf32>
    %b = ag.all_to_all ["tp"] %y [1] to [0] : tensor<4x1xf32> -> tensor<2x2xf32>
    %p = ag.collective_permute ["tp"] %e from [1, 0] : tensor<4x2xf32>
    %q = ag.collective_permute ["tp"] %b from [1, 0] : tensor<2x2xf32>
    return %p, %q : tensor<4x2xf32>, tensor<2x2xf32>
  }

  // Users of the results move down with the merged collective, in order.
  // CHECK-LABEL: @updates
  // CHECK: %[[H:.*]] = ag.tanh
  // CHECK: %[[SUMS:.*]]:2 = ag.all_reduce sum ["dp"] %arg0, %[[H]]
  // CHECK-NEXT: %[[M:.*]] = ag.mul %[[SUMS]]#0
  // CHECK-NEXT: %[[V:.*]] = ag.sub %{{.*}}, %[[M]]
  // CHECK-NEXT: %[[U:.*]] = ag.sub %{{.*}}, %[[SUMS]]#1
  // CHECK-NEXT: return %[[V]], %[[U]]
  func.func @updates(%g: tensor<4xf32>, %w: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
    %a = ag.all_reduce sum ["dp"] %g : tensor<4xf32>
    %m = ag.mul %a, %a : tensor<4xf32>
    %v = ag.sub %w, %m : tensor<4xf32>
    %p = ag.all_reduce sum ["tp"] %g : tensor<4xf32>
    %r = ag.exp %p : tensor<4xf32>
    %q = ag.all_reduce sum ["tp"] %r : tensor<4xf32>
    %h = ag.tanh %q : tensor<4xf32>
    %b = ag.all_reduce sum ["dp"] %h : tensor<4xf32>
    %u = ag.sub %w, %b : tensor<4xf32>
    return %v, %u : tensor<4xf32>, tensor<4xf32>
  }

  // Products move up with it, as they wait for no collective.
  // CHECK-LABEL: @towers
  // CHECK: %[[P:.*]] = ag.contract {{.*}} %arg0
  // CHECK: %[[Q:.*]] = ag.contract {{.*}} %arg1
  // CHECK: %[[SUMS:.*]]:2 = ag.all_reduce sum ["tp"] %[[P]], %[[Q]]
  // CHECK: ag.exp %[[SUMS]]#0
  // CHECK: ag.tanh %[[SUMS]]#1
  // CHECK-NOT: ag.all_reduce
  // CHECK: return
  func.func @towers(%x: tensor<2x4xf32>, %y: tensor<2x4xf32>, %w: tensor<4x4xf32>) -> tensor<2x4xf32> {
    %p = ag.contract "bi,io->bo" %x, %w : tensor<2x4xf32>, tensor<4x4xf32> -> tensor<2x4xf32>
    %a = ag.all_reduce sum ["tp"] %p : tensor<2x4xf32>
    %e = ag.exp %a : tensor<2x4xf32>
    %q = ag.contract "bi,io->bo" %y, %w : tensor<2x4xf32>, tensor<4x4xf32> -> tensor<2x4xf32>
    %b = ag.all_reduce sum ["tp"] %q : tensor<2x4xf32>
    %t = ag.tanh %b : tensor<2x4xf32>
    %r = ag.mul %e, %t : tensor<2x4xf32>
    return %r : tensor<2x4xf32>
  }
}
