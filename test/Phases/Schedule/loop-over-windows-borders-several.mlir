// Several operands have padding, and several results.
// RUN: ag-opt %s --ag-loop-over-windows --canonicalize --cse | FileCheck %s
// RUN: ag-run %s --entry=alike --on=cpu --input=randn:1 --input=randn:2 --input=zeros --poison-memory --same-as=%s
// RUN: ag-run %s --entry=hidden --on=cpu --input=randn:1 --input=randn:2 --input=zeros --poison-memory --same-as=%s
// RUN: ag-run %s --entry=apart --on=cpu --input=randn:1 --input=randn:2 --input=zeros --poison-memory --same-as=%s
// RUN: ag-run %s --entry=results --on=cpu --input=randn:1 --poison-memory --same-as=%s

#window = affine_map<(y, u) -> (y + u)>
#tap = affine_map<(y, u) -> (u)>
#y = affine_map<(y, u) -> (y)>
#sum = {indexing_maps = [#window, #window, #tap, #y], iterator_types = ["parallel", "reduction"]}
#two = {indexing_maps = [#window, #tap, #y, #y], iterator_types = ["parallel", "reduction"]}

// Both operands split a window offset into the same slices.
// CHECK-LABEL: func.func @alike(
// CHECK-NOT: tensor.pad
// CHECK-COUNT-4: linalg.generic
// CHECK-NOT: linalg.generic
// CHECK: return
func.func @alike(%a: tensor<9xf32>, %b: tensor<9xf32>, %start: tensor<8xf32>) -> tensor<8xf32> {
  %one = arith.constant 1.0 : f32
  %two = arith.constant 2.0 : f32
  %p = tensor.pad %a low[1] high[1] {
  ^bb0(%i: index):
    tensor.yield %one : f32
  } : tensor<9xf32> to tensor<11xf32>
  %q = tensor.pad %b low[1] high[1] {
  ^bb0(%i: index):
    tensor.yield %two : f32
  } : tensor<9xf32> to tensor<11xf32>
  %u = tensor.empty() : tensor<4xf32>
  %y = linalg.generic #sum ins(%p, %q, %u : tensor<11xf32>, tensor<11xf32>, tensor<4xf32>) outs(%start : tensor<8xf32>) {
  ^bb0(%l: f32, %r: f32, %t: f32, %out: f32):
    %m = arith.mulf %l, %r : f32
    %s = arith.addf %out, %m : f32
    linalg.yield %s : f32
  } -> tensor<8xf32>
  return %y : tensor<8xf32>
}

// Neutral padding hides the other operand's padding.
// CHECK-LABEL: func.func @hidden(
// CHECK-NOT: tensor.pad
// CHECK-COUNT-1: linalg.generic
// CHECK-NOT: linalg.generic
// CHECK: return
func.func @hidden(%a: tensor<9xf32>, %b: tensor<9xf32>, %start: tensor<8xf32>) -> tensor<8xf32> {
  %one = arith.constant 1.0 : f32
  %zero = arith.constant 0.0 : f32
  %p = tensor.pad %a low[1] high[1] {
  ^bb0(%i: index):
    tensor.yield %one : f32
  } : tensor<9xf32> to tensor<11xf32>
  %q = tensor.pad %b low[1] high[1] {
  ^bb0(%i: index):
    tensor.yield %zero : f32
  } : tensor<9xf32> to tensor<11xf32>
  %u = tensor.empty() : tensor<4xf32>
  %y = linalg.generic #sum ins(%p, %q, %u : tensor<11xf32>, tensor<11xf32>, tensor<4xf32>) outs(%start : tensor<8xf32>) {
  ^bb0(%l: f32, %r: f32, %t: f32, %out: f32):
    %m = arith.mulf %l, %r : f32
    %s = arith.addf %out, %m : f32
    linalg.yield %s : f32
  } -> tensor<8xf32>
  return %y : tensor<8xf32>
}

// Elements next to the neutral padding are read with the other's padding.
// CHECK-LABEL: func.func @apart(
// CHECK-NOT: tensor.pad
// CHECK: return
func.func @apart(%a: tensor<9xf32>, %b: tensor<9xf32>, %start: tensor<8xf32>) -> tensor<8xf32> {
  %one = arith.constant 1.0 : f32
  %zero = arith.constant 0.0 : f32
  %p = tensor.pad %a low[0] high[2] {
  ^bb0(%i: index):
    tensor.yield %one : f32
  } : tensor<9xf32> to tensor<11xf32>
  %q = tensor.pad %b low[1] high[1] {
  ^bb0(%i: index):
    tensor.yield %zero : f32
  } : tensor<9xf32> to tensor<11xf32>
  %u = tensor.empty() : tensor<4xf32>
  %y = linalg.generic #sum ins(%p, %q, %u : tensor<11xf32>, tensor<11xf32>, tensor<4xf32>) outs(%start : tensor<8xf32>) {
  ^bb0(%l: f32, %r: f32, %t: f32, %out: f32):
    %m = arith.mulf %l, %r : f32
    %s = arith.addf %out, %m : f32
    linalg.yield %s : f32
  } -> tensor<8xf32>
  return %y : tensor<8xf32>
}

// linalg.index returns the indices of the unsplit op.
// CHECK-LABEL: func.func @results(
// CHECK-NOT: tensor.pad
// CHECK: return
func.func @results(%a: tensor<9xf32>, %start: tensor<8xf32>) -> (tensor<8xf32>, tensor<8xi64>) {
  %one = arith.constant 1.0 : f32
  %c0 = arith.constant 0 : i64
  %p = tensor.pad %a low[1] high[1] {
  ^bb0(%i: index):
    tensor.yield %one : f32
  } : tensor<9xf32> to tensor<11xf32>
  %u = tensor.empty() : tensor<4xf32>
  %e = tensor.empty() : tensor<8xi64>
  %zeros = linalg.fill ins(%c0 : i64) outs(%e : tensor<8xi64>) -> tensor<8xi64>
  %y:2 = linalg.generic #two ins(%p, %u : tensor<11xf32>, tensor<4xf32>) outs(%start, %zeros : tensor<8xf32>, tensor<8xi64>) {
  ^bb0(%l: f32, %t: f32, %out: f32, %at: i64):
    %i = linalg.index 0 : index
    %j = linalg.index 1 : index
    %k = arith.addi %i, %j : index
    %here = arith.index_cast %k : index to i64
    %more = arith.cmpf ogt, %l, %out : f32
    %m = arith.select %more, %l, %out : f32
    %n = arith.select %more, %here, %at : i64
    linalg.yield %m, %n : f32, i64
  } -> (tensor<8xf32>, tensor<8xi64>)
  return %y#0, %y#1 : tensor<8xf32>, tensor<8xi64>
}
