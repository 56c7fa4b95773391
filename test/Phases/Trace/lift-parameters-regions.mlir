// RUN: ag-opt --ag-lift-parameters %s | FileCheck %s

// Each region gets the argument as one more input, once.
// CHECK: func.func @f(%[[X:.*]]: tensor<4xf32>, %[[W:.*]]: tensor<4xf32> {ag.parameter = "w"})
// CHECK: ag.region "outer" (%[[XO:.*]] = %[[X]] : tensor<4xf32>, %[[WO:.*]] = %[[W]] : tensor<4xf32>)
// CHECK: ag.region "inner" (%[[XI:.*]] = %[[XO]] : tensor<4xf32>, %[[WI:.*]] = %[[WO]] : tensor<4xf32>)
// CHECK: %[[A:.*]] = ag.add %[[XI]], %[[WI]]
// CHECK: ag.add %[[A]], %[[WI]]
// CHECK: ag.mul %{{.*}}, %[[WO]]
// CHECK-NOT: ag.parameter "
func.func @f(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = ag.region "outer" (%a = %x : tensor<4xf32>) -> tensor<4xf32> {
    %1 = ag.region "inner" (%b = %a : tensor<4xf32>) -> tensor<4xf32> {
      %w = ag.parameter "w" : tensor<4xf32>
      %v = ag.parameter "w" : tensor<4xf32>
      %2 = ag.add %b, %w : tensor<4xf32>
      %3 = ag.add %2, %v : tensor<4xf32>
      ag.yield %3 : tensor<4xf32>
    }
    %w = ag.parameter "w" : tensor<4xf32>
    %4 = ag.mul %1, %w : tensor<4xf32>
    ag.yield %4 : tensor<4xf32>
  }
  return %0 : tensor<4xf32>
}

// Groups get it as well.
// CHECK: func.func @group(%[[X:.*]]: tensor<4xf32>, %[[W:.*]]: tensor<4xf32> {ag.parameter = "w"})
// CHECK: ag.fused (%[[XG:.*]] = %[[X]] : tensor<4xf32>, %[[WG:.*]] = %[[W]] : tensor<4xf32>)
// CHECK: ag.add %[[XG]], %[[WG]]
func.func @group(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = ag.fused (%a = %x : tensor<4xf32>) -> tensor<4xf32> {
    %w = ag.parameter "w" : tensor<4xf32>
    %1 = ag.add %a, %w : tensor<4xf32>
    ag.yield %1 : tensor<4xf32>
  }
  return %0 : tensor<4xf32>
}
