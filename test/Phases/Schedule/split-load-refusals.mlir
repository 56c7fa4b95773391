// RUN: ag-opt --ag-split-load --split-input-file %s | FileCheck %s

// A view costs nothing, and a value larger than its sources would cost memory.
// Both stay, and so do ops that can fail and tensors of dynamic size.
// CHECK-LABEL: func.func @stays(
// CHECK-SAME: {ag.parameter = "w"})
// CHECK: tensor.expand_shape
// CHECK: linalg.broadcast
// CHECK: tensor.extract
// CHECK-NOT: @load
func.func @stays(%n: tensor<?xf32>, %w: tensor<8xf32> {ag.parameter = "w"})
    -> (tensor<2x4xf32>, tensor<8x9xf32>, tensor<?xf32>) attributes {ag.signature = {
    arguments = [["", f32, ["n"]]], parameters = [["w", f32, [8]]],
    results = [["", f32, [2, 4]], ["", f32, [8, 9]], ["", f32, ["n"]]], symbols = [["n", 1, 9]]}} {
  %view = tensor.expand_shape %w [[0, 1]] output_shape [2, 4] : tensor<8xf32> into tensor<2x4xf32>
  %empty = tensor.empty() : tensor<8x9xf32>
  %large = linalg.broadcast ins(%w : tensor<8xf32>) outs(%empty : tensor<8x9xf32>) dimensions = [1]
  %c0 = arith.constant 0 : index
  %first = tensor.extract %w[%c0] : tensor<8xf32>
  %all = linalg.fill ins(%first : f32) outs(%n : tensor<?xf32>) -> tensor<?xf32>
  return %view, %large, %all : tensor<2x4xf32>, tensor<8x9xf32>, tensor<?xf32>
}

// -----

// A value too large to prepare may be an operand of one that is prepared. Then
// both run and load compute it.
// CHECK-LABEL: func.func @both(
// CHECK-SAME: "w"}, %[[P:.*]]: tensor<8xf32> {ag.parameter = "ag.prepared.0"})
// CHECK: %[[B:.*]] = linalg.broadcast
// CHECK: return %[[B]], %[[P]]
// CHECK: func.func @load(
// CHECK: linalg.broadcast
// CHECK: linalg.reduce
func.func @both(%w: tensor<8xf32> {ag.parameter = "w"}) -> (tensor<8x9xf32>, tensor<8xf32>) attributes {ag.signature = {
    arguments = [], parameters = [["w", f32, [8]]], results = [["", f32, [8, 9]], ["", f32, [8]]], symbols = []}} {
  %empty = tensor.empty() : tensor<8x9xf32>
  %large = linalg.broadcast ins(%w : tensor<8xf32>) outs(%empty : tensor<8x9xf32>) dimensions = [1]
  %start = tensor.empty() : tensor<8xf32>
  %sum = linalg.reduce { arith.addf } ins(%large : tensor<8x9xf32>) outs(%start : tensor<8xf32>) dimensions = [1]
  return %large, %sum : tensor<8x9xf32>, tensor<8xf32>
}

// -----

// A demand of run on a parameter may make a later op on it safe: a division or
// a slice. Values from other parameters move to load.
// CHECK-LABEL: func.func @guarded(
// CHECK-SAME: "k"}, %[[P:.*]]: tensor<4xi64> {ag.parameter = "ag.prepared.0"})
// CHECK: ag.require
// CHECK: arith.divsi
// CHECK: func.func @load(
// CHECK-SAME: "w"})
func.func @guarded(%x: tensor<i64>, %k: tensor<4xi64> {ag.parameter = "k"}, %w: tensor<4xi64> {ag.parameter = "w"})
    -> (tensor<4xi64>, tensor<4xi64>) attributes {ag.signature = {arguments = [["", i64, []]],
    parameters = [["k", i64, [4]], ["w", i64, [4]]], results = [["", i64, [4]], ["", i64, [4]]], symbols = []}} {
  %c0 = arith.constant 0 : index
  %least = tensor.extract %x[] : tensor<i64>
  %first = tensor.extract %k[%c0] : tensor<4xi64>
  %ok = arith.cmpi sgt, %first, %least : i64
  ag.require %ok, "too small" ()
  %0 = arith.divsi %k, %k : tensor<4xi64>
  %1 = arith.muli %w, %w : tensor<4xi64>
  return %0, %1 : tensor<4xi64>, tensor<4xi64>
}

// -----

// If nothing is prepared, there is no load, and run checks every demand.
// CHECK-LABEL: func.func @alone(
// CHECK: ag.require
// CHECK-NOT: @load
func.func @alone(%x: tensor<f32>, %k: tensor<4xi64> {ag.parameter = "k"}) -> tensor<f32> attributes {ag.signature = {
    arguments = [["", f32, []]], parameters = [["k", i64, [4]]], results = [["", f32, []]], symbols = []}} {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0 : i64
  %first = tensor.extract %k[%c0] : tensor<4xi64>
  %ok = arith.cmpi ne, %first, %zero : i64
  ag.require %ok, "zero" ()
  return %x : tensor<f32>
}

// -----

// A function without a signature is no entry yet: its parameters are unknown.
// CHECK-LABEL: func.func @early(
// CHECK-NOT: @load
func.func @early(%x: tensor<4xf32>, %w: tensor<4xf32> {ag.parameter = "w"}) -> tensor<4xf32> {
  %0 = arith.addf %w, %w : tensor<4xf32>
  %1 = arith.addf %0, %x : tensor<4xf32>
  return %1 : tensor<4xf32>
}
