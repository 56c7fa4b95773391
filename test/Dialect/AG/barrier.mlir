// RUN: ag-opt --canonicalize --cse %s | FileCheck %s
// RUN: ag-run %s --input=randn:1 --dim n=3 --on=cpu --same-as=%s
// RUN: ag-compile %s --to=schedule --emit=mlir -o - | FileCheck %s --check-prefix=SCHEDULED
// RUN: ag-compile %s --to=allocate --emit=mlir -o - | FileCheck %s --check-prefix=ALLOCATED

// Ops after a barrier are not merged with equal ops before it, and the barrier
// is not folded, until bufferization.

// SCHEDULED: ag.barrier
// ALLOCATED-NOT: ag.barrier
// ALLOCATED-COUNT-2: math.exp
// ALLOCATED-NOT: ag.barrier

// CHECK-LABEL: func.func @main(
func.func @main(%x: tensor<?x4xf32> {ag.dims = ["n", 4]}, %w: tensor<4x4xf32>) -> (tensor<?x4xf32>, tensor<?x4xf32>) {
  // CHECK: %[[Y:.*]] = ag.exp %arg0
  // CHECK: %[[G:.*]] = ag.contract "ij,jk->ik" %[[Y]]
  // CHECK: %[[AGAIN:.*]] = ag.barrier %arg0 after %[[G]] : tensor<?x4xf32>
  // CHECK: %[[SECOND:.*]] = ag.exp %[[AGAIN]]
  // CHECK: ag.mul %[[SECOND]], %[[G]]
  %y = ag.exp %x : tensor<?x4xf32>
  %g = ag.contract "ij,jk->ik" %y, %w : tensor<?x4xf32>, tensor<4x4xf32> -> tensor<?x4xf32>
  %again = ag.barrier %x after %g : tensor<?x4xf32>
  %second = ag.exp %again : tensor<?x4xf32>
  %r = ag.mul %second, %g : tensor<?x4xf32>
  return %g, %r : tensor<?x4xf32>, tensor<?x4xf32>
}
