// RUN: ag-opt --ag-tile-groups %s | FileCheck %s

// CHECK-LABEL: func.func @opened(
// CHECK-SAME: %[[X:.*]]: tensor<4xf32>
// CHECK-NOT: ag.fused
// CHECK: %[[Y:.*]] = linalg.exp ins(%[[X]]
// CHECK: return %[[Y]]
func.func @opened(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = ag.fused (%a = %x : tensor<4xf32>) -> tensor<4xf32> {
    %empty = tensor.empty() : tensor<4xf32>
    %e = linalg.exp ins(%a : tensor<4xf32>) outs(%empty : tensor<4xf32>) -> tensor<4xf32>
    ag.yield %e : tensor<4xf32>
  }
  return %y : tensor<4xf32>
}
