// RUN: ag-opt %s --to=trace --mlir-print-debuginfo --mlir-print-local-scope -o %t
// RUN: FileCheck %s --input-file=%t
// RUN: ag-run %t --entry=gated --input=randn:1 --input=randn:2 --same-as=%s
// RUN: ag-run %t --entry=apart --input=randn:1 --input=ones --same-as=%s
// RUN: ag-run %s --entry=apart --on=cpu --input=randn:1 --input=ones --same-as=%s
// RUN: ag-opt %s --to=fuse | FileCheck %s --check-prefix=FUSE

// A tracer computes the hidden layer once for each use. Trace merges the two ops and keeps the first one's location.
// CHECK-LABEL: func.func @gated(
// CHECK: %[[H:.*]] = ag.contract {{.*}} loc("first")
// CHECK-NOT: ag.contract
// CHECK: %[[S:.*]] = ag.sigmoid %[[H]]
// CHECK: ag.mul %[[H]], %[[S]]
// FUSE-LABEL: func.func @gated(
// FUSE: ag.fused
// FUSE-NEXT: %[[H:.*]] = ag.contract
// FUSE-NEXT: %[[S:.*]] = ag.sigmoid %[[H]]
// FUSE-NEXT: ag.mul %[[H]], %[[S]]
func.func @gated(%x: tensor<4x8xf32>, %w: tensor<8x8xf32>) -> tensor<f32> {
  %0 = ag.contract "bi,io->bo" %x, %w : tensor<4x8xf32>, tensor<8x8xf32> -> tensor<4x8xf32> loc("first")
  %1 = ag.contract "bi,io->bo" %x, %w : tensor<4x8xf32>, tensor<8x8xf32> -> tensor<4x8xf32> loc("second")
  %2 = ag.sigmoid %1 : tensor<4x8xf32>
  %3 = ag.mul %0, %2 : tensor<4x8xf32>
  %4 = ag.reduce sum %3 [0, 1] : tensor<4x8xf32> -> tensor<f32>
  return %4 : tensor<f32>
}

// Ops that a barrier or isolated regions separate are not merged. Equal demands are one.
// CHECK-LABEL: func.func @apart(
// CHECK: %[[X:.*]] = ag.exp %arg0
// CHECK: %[[AGAIN:.*]] = ag.barrier %arg0 after %[[X]]
// CHECK-NOT: ag.barrier
// CHECK: %[[Y:.*]] = ag.exp %[[AGAIN]]
// CHECK: ag.mul %[[Y]], %[[AGAIN]]
// CHECK: ag.region "one"
// CHECK: ag.exp
// CHECK: ag.region "two"
// CHECK: ag.exp
// CHECK: ag.require
// CHECK-NOT: ag.require
func.func @apart(%x: tensor<4xf32>, %n: tensor<i64>) -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) {
  %a = ag.exp %x : tensor<4xf32>
  %again = ag.barrier %x after %a : tensor<4xf32>, tensor<4xf32> -> tensor<4xf32>
  %same = ag.barrier %x after %a : tensor<4xf32>, tensor<4xf32> -> tensor<4xf32>
  %b = ag.exp %again : tensor<4xf32>
  %c = ag.mul %b, %same : tensor<4xf32>
  %d = ag.region "one" (%i = %x : tensor<4xf32>) -> (tensor<4xf32>) {
    %e = ag.exp %i : tensor<4xf32>
    ag.yield %e : tensor<4xf32>
  }
  %f = ag.region "two" (%i = %x : tensor<4xf32>) -> (tensor<4xf32>) {
    %e = ag.exp %i : tensor<4xf32>
    ag.yield %e : tensor<4xf32>
  }
  %c0 = arith.constant 0 : i64
  %m = tensor.extract %n[] : tensor<i64>
  %isPositive = arith.cmpi sgt, %m, %c0 : i64
  ag.require %isPositive, "n must be positive"
  ag.require %isPositive, "n must be positive"
  return %a, %c, %d, %f : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
}
