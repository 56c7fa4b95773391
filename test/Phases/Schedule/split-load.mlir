// RUN: ag-opt --ag-split-load --split-input-file %s | FileCheck %s

// The scaled weight moves to load, and both entries use the same one. A
// parameter that only load reads is no longer an argument of them.
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

// -----

// A demand on parameters alone moves to load, with the ops after it. A
// parameter that only the demand reads is no argument of run.
// CHECK-LABEL: func.func @demanded(
// CHECK-SAME: %[[X:.*]]: tensor<4xi64>, %[[P:.*]]: tensor<4xi64> {ag.parameter = "ag.prepared.0"})
// CHECK-NEXT: arith.addi %[[X]], %[[P]]
// CHECK: func.func @load(
// CHECK-SAME: %[[N:.*]]: tensor<i64> {ag.parameter = "n"}, %[[W:.*]]: tensor<4xi64> {ag.parameter = "w"})
// CHECK: %[[OK:.*]] = arith.cmpi
// CHECK-NEXT: ag.require %[[OK]], "{0} is not above 0"
// CHECK-NEXT: arith.divsi %[[W]]
func.func @demanded(%x: tensor<4xi64>, %n: tensor<i64> {ag.parameter = "n"}, %w: tensor<4xi64> {ag.parameter = "w"})
    -> tensor<4xi64> attributes {ag.signature = {arguments = [["", i64, [4]]],
    parameters = [["n", i64, []], ["w", i64, [4]]], results = [["", i64, [4]]], symbols = []}} {
  %first = tensor.extract %n[] : tensor<i64>
  %number = arith.index_cast %first : i64 to index
  %c0 = arith.constant 0 : index
  %ok = arith.cmpi sgt, %number, %c0 : index
  ag.require %ok, "{0} is not above 0" (%number)
  %0 = arith.divsi %w, %w : tensor<4xi64>
  %1 = arith.addi %x, %0 : tensor<4xi64>
  return %1 : tensor<4xi64>
}
