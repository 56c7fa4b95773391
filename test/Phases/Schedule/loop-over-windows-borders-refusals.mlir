// These padded tensors are created.
// RUN: ag-opt %s --ag-loop-over-windows --canonicalize --cse | FileCheck %s
// RUN: ag-run %s --entry=unlike --on=cpu --input=randn:1 --input=randn:2 --input=zeros --poison-memory --same-as=%s
// RUN: ag-run %s --entry=slope --on=cpu --input=randn:1 --input=zeros --poison-memory --same-as=%s
// RUN: ag-run %s --entry=order --on=cpu --input=randn:1 --input=zeros --poison-memory --same-as=%s
// RUN: ag-run %s --entry=turns --on=cpu --input=randn:1 --input=zeros --poison-memory --same-as=%s

#window = affine_map<(y, u) -> (y + u)>
#wide = affine_map<(y, u) -> (y + 2 * u)>
#tap = affine_map<(y, u) -> (u)>
#y = affine_map<(y, u) -> (y)>
#one = {indexing_maps = [#window, #tap, #y], iterator_types = ["parallel", "reduction"]}
#two = {indexing_maps = [#window, #wide, #tap, #y], iterator_types = ["parallel", "reduction"]}
#into_taps = {indexing_maps = [#window, #y, #tap], iterator_types = ["reduction", "parallel"]}

// One of two operands has padding that differs from the other's.
// CHECK-LABEL: func.func @unlike(
// CHECK: tensor.pad %arg1
// CHECK-NOT: tensor.pad
// CHECK: return
func.func @unlike(%a: tensor<9xf32>, %b: tensor<11xf32>, %start: tensor<8xf32>) -> tensor<8xf32> {
  %one = arith.constant 1.0 : f32
  %p = tensor.pad %a low[1] high[1] {
  ^bb0(%i: index):
    tensor.yield %one : f32
  } : tensor<9xf32> to tensor<11xf32>
  %q = tensor.pad %b low[2] high[1] {
  ^bb0(%i: index):
    tensor.yield %one : f32
  } : tensor<11xf32> to tensor<14xf32>
  %u = tensor.empty() : tensor<4xf32>
  %y = linalg.generic #two ins(%p, %q, %u : tensor<11xf32>, tensor<14xf32>, tensor<4xf32>) outs(%start : tensor<8xf32>) {
  ^bb0(%l: f32, %r: f32, %t: f32, %out: f32):
    %m = arith.mulf %l, %r : f32
    %s = arith.addf %out, %m : f32
    linalg.yield %s : f32
  } -> tensor<8xf32>
  return %y : tensor<8xf32>
}

// The padding value is not one number.
// CHECK-LABEL: func.func @slope(
// CHECK: tensor.pad
func.func @slope(%a: tensor<9xf32>, %start: tensor<8xf32>) -> tensor<8xf32> {
  %p = tensor.pad %a low[1] high[1] {
  ^bb0(%i: index):
    %n = arith.index_cast %i : index to i32
    %f = arith.sitofp %n : i32 to f32
    tensor.yield %f : f32
  } : tensor<9xf32> to tensor<11xf32>
  %u = tensor.empty() : tensor<4xf32>
  %y = linalg.generic #one ins(%p, %u : tensor<11xf32>, tensor<4xf32>) outs(%start : tensor<8xf32>) {
  ^bb0(%l: f32, %t: f32, %out: f32):
    %s = arith.addf %out, %l : f32
    linalg.yield %s : f32
  } -> tensor<8xf32>
  return %y : tensor<8xf32>
}

// A result reduces the padded loop in an order that matters.
// CHECK-LABEL: func.func @order(
// CHECK: tensor.pad
func.func @order(%a: tensor<9xf32>, %start: tensor<4xf32>) -> tensor<4xf32> {
  %one = arith.constant 1.0 : f32
  %two = arith.constant 2.0 : f32
  %p = tensor.pad %a low[1] high[1] {
  ^bb0(%i: index):
    tensor.yield %one : f32
  } : tensor<9xf32> to tensor<11xf32>
  %turns = tensor.empty() : tensor<8xf32>
  %y = linalg.generic #into_taps ins(%p, %turns : tensor<11xf32>, tensor<8xf32>) outs(%start : tensor<4xf32>) {
  ^bb0(%l: f32, %t: f32, %out: f32):
    %m = arith.mulf %out, %two : f32
    %s = arith.addf %m, %l : f32
    linalg.yield %s : f32
  } -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// Each element of the result reduces window offsets only, which stay in order.
// CHECK-LABEL: func.func @turns(
// CHECK-NOT: tensor.pad
// CHECK: return
func.func @turns(%a: tensor<9xf32>, %start: tensor<8xf32>) -> tensor<8xf32> {
  %one = arith.constant 1.0 : f32
  %two = arith.constant 2.0 : f32
  %p = tensor.pad %a low[1] high[1] {
  ^bb0(%i: index):
    tensor.yield %one : f32
  } : tensor<9xf32> to tensor<11xf32>
  %u = tensor.empty() : tensor<4xf32>
  %y = linalg.generic #one ins(%p, %u : tensor<11xf32>, tensor<4xf32>) outs(%start : tensor<8xf32>) {
  ^bb0(%l: f32, %t: f32, %out: f32):
    %m = arith.mulf %out, %two : f32
    %s = arith.addf %m, %l : f32
    linalg.yield %s : f32
  } -> tensor<8xf32>
  return %y : tensor<8xf32>
}
