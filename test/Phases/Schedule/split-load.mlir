// RUN: ag-opt --ag-split-load --split-input-file %s | FileCheck %s

// The scaled weight goes to load; both entries use the same one, and load's
// parameter is no argument of theirs any more.
// CHECK-LABEL: func.func @f(
// CHECK-SAME: %[[X:.*]]: tensor<4xf32>, %[[P:.*]]: tensor<4xf32> {ag.parameter = "ag.prepared.0"})
// CHECK-SAME: parameters = {{\[\[}}"ag.prepared.0", f32, [4]]]
// CHECK-NEXT: arith.addf %[[X]], %[[P]]
// CHECK-LABEL: func.func @g(
// CHECK-SAME: %[[X:.*]]: tensor<4xf32>, %[[W:.*]]: tensor<4xf32> {ag.parameter = "w"}, %[[P:.*]]: tensor<4xf32> {ag.parameter = "ag.prepared.0"})
// CHECK-SAME: parameters = {{\[\[}}"w", f32, [4]], ["ag.prepared.0", f32, [4]]]
// CHECK-NEXT: %[[S:.*]] = arith.addf %[[X]], %[[W]]
// CHECK-NEXT: arith.addf %[[S]], %[[P]]
// CHECK-LABEL: func.func private @load.shapes() -> index
// CHECK-NEXT: %[[FOUR:.*]] = arith.constant 4 : index
// CHECK-NEXT: return %[[FOUR]]
// CHECK-LABEL: func.func @load(
// CHECK-SAME: %[[W:.*]]: tensor<4xf32> {ag.parameter = "w"}) -> tensor<4xf32>
// CHECK-SAME: ag.load = "{{[0-9a-f]+}}", ag.shapes = @load.shapes
// CHECK-SAME: arguments = []
// CHECK-SAME: parameters = {{\[\[}}"w", f32, [4]]]
// CHECK-SAME: results = {{\[\[}}"ag.prepared.0", f32, [4]]]
// CHECK: %[[TWO:.*]] = arith.constant dense<2.0
// CHECK: %[[T:.*]] = arith.mulf %[[W]], %[[TWO]]
// CHECK-NEXT: return %[[T]]
func.func @f(%x: tensor<4xf32>, %w: tensor<4xf32> {ag.parameter = "w"}) -> tensor<4xf32> attributes {ag.signature = {
    arguments = [["x", f32, [4]]], parameters = [["w", f32, [4]]], results = [["", f32, [4]]], symbols = []}} {
  %two = arith.constant dense<2.0> : tensor<4xf32>
  %0 = arith.mulf %w, %two : tensor<4xf32>
  %1 = arith.addf %x, %0 : tensor<4xf32>
  return %1 : tensor<4xf32>
}
func.func @g(%x: tensor<4xf32>, %w: tensor<4xf32> {ag.parameter = "w"}) -> tensor<4xf32> attributes {ag.signature = {
    arguments = [["x", f32, [4]]], parameters = [["w", f32, [4]]], results = [["", f32, [4]]], symbols = []}} {
  %two = arith.constant dense<2.0> : tensor<4xf32>
  %0 = arith.addf %x, %w : tensor<4xf32>
  %1 = arith.mulf %w, %two : tensor<4xf32>
  %2 = arith.addf %0, %1 : tensor<4xf32>
  return %2 : tensor<4xf32>
}
