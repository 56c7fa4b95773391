// RUN: split-file %s %t.parts
// RUN: ag-opt --grad=main %t.parts/main.mlir -o %t.mlir
// RUN: FileCheck %s < %t.mlir
// RUN: ag-run %t.mlir --entry=main_grad --input=randn:1 --same-as=%t.parts/by-hand.mlir

// The maximum has no cotangent. A negative term is subtracted, not negated and
// added; results are reused.

// CHECK-LABEL: func.func @main_grad(
// CHECK-SAME: %[[S:.*]]: tensor<4x6xf32>, %[[G:.*]]: tensor<4x6xf32>) -> (tensor<4x6xf32> {ag.gradient_of = 0 : i64})
// CHECK:      %[[E:.*]] = ag.exp
// CHECK-NEXT: %[[SUM:.*]] = ag.reduce sum %[[E]] [1]
// CHECK-NEXT: %[[L:.*]] = ag.broadcast %[[SUM]] [0]
// CHECK-NEXT: %[[G0:.*]] = ag.div %[[G]], %[[L]]
// CHECK-NEXT: %[[P:.*]] = ag.div %[[E]], %[[L]]
// CHECK-NEXT: %[[GP:.*]] = ag.mul %[[G]], %[[P]]
// CHECK-NEXT: %[[G1:.*]] = ag.div %[[GP]], %[[L]]
// CHECK-NEXT: %[[G2:.*]] = ag.reduce sum %[[G1]] [1]
// CHECK-NEXT: %[[G3:.*]] = ag.broadcast %[[G2]] [0]
// CHECK-NEXT: %[[G4:.*]] = ag.sub %[[G0]], %[[G3]]
// CHECK-NEXT: %[[G5:.*]] = ag.mul %[[G4]], %[[E]]
// CHECK-NEXT: return %[[G5]]

//--- main.mlir
func.func @main(%s: tensor<4x6xf32>) -> tensor<4x6xf32> {
  %0 = ag.reduce max %s [1] : tensor<4x6xf32> -> tensor<4xf32>
  %1 = ag.stop_gradient %0 : tensor<4xf32>
  %2 = ag.broadcast %1 [0] : tensor<4xf32> -> tensor<4x6xf32>
  %3 = ag.sub %s, %2 : tensor<4x6xf32>
  %e = ag.exp %3 : tensor<4x6xf32>
  %l = ag.reduce sum %e [1] : tensor<4x6xf32> -> tensor<4xf32>
  %L = ag.broadcast %l [0] : tensor<4xf32> -> tensor<4x6xf32>
  %p = ag.div %e, %L : tensor<4x6xf32>
  return %p : tensor<4x6xf32>
}

//--- by-hand.mlir
// p (g - <p, g>)
func.func @main_grad(%s: tensor<4x6xf32>, %g: tensor<4x6xf32>) -> tensor<4x6xf32> {
  %e = ag.exp %s : tensor<4x6xf32>
  %l = ag.reduce sum %e [1] : tensor<4x6xf32> -> tensor<4xf32>
  %L = ag.broadcast %l [0] : tensor<4xf32> -> tensor<4x6xf32>
  %p = ag.div %e, %L : tensor<4x6xf32>
  %0 = ag.contract "bi,bi->b" %p, %g : tensor<4x6xf32>, tensor<4x6xf32> -> tensor<4xf32>
  %1 = ag.broadcast %0 [0] : tensor<4xf32> -> tensor<4x6xf32>
  %2 = ag.sub %g, %1 : tensor<4x6xf32>
  %3 = ag.mul %p, %2 : tensor<4x6xf32>
  return %3 : tensor<4x6xf32>
}
