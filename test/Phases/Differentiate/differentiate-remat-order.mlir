// RUN: ag-opt --grad=main --to=differentiate --march=x86-64-v4 %s | FileCheck %s
// RUN: ag-run %s --verify-grad | FileCheck %s --check-prefix=PROVED

// A recomputed op waits for a value that the reverse has computed, not for a
// broadcast of it, which would be materialized for that alone.

// CHECK-LABEL: func.func @main_grad(
// CHECK: %[[SCALE:.*]] = ag.div
// CHECK: %[[WIDE:.*]] = ag.broadcast %[[SCALE]] []
// CHECK: %[[X:.*]] = ag.barrier %arg0 after %[[SCALE]] : tensor<64xf32>, tensor<f32>
// CHECK: %[[AGAIN:.*]] = ag.exp %[[X]]
// CHECK: ag.mul %[[WIDE]], %[[AGAIN]]

// PROVED-COUNT-5: same

func.func @main(%x: tensor<64xf32>) -> tensor<f32> {
  %e = ag.exp %x : tensor<64xf32>
  %total = ag.reduce sum %e [0] : tensor<64xf32> -> tensor<f32>
  %y = ag.log %total : tensor<f32>
  return %y : tensor<f32>
}
