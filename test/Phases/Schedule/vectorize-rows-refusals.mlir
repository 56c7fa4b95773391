// RUN: ag-opt %s --ag-fuse-elementwise --ag-vectorize-rows --canonicalize --cse | FileCheck %s

#id = affine_map<(i) -> (i)>

// A lane past the end might divide by zero.
// CHECK-LABEL: func @division
// CHECK: linalg.generic
func.func @division(%x: tensor<?xi32>, %y: tensor<?xi32>) -> tensor<?xi32> {
  %r = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : tensor<?xi32>) outs(%y : tensor<?xi32>) {
  ^bb0(%a: i32, %b: i32):
    %q = arith.divsi %a, %b : i32
    linalg.yield %q : i32
  } -> tensor<?xi32>
  return %r : tensor<?xi32>
}

// Each lane would read from another position.
// CHECK-LABEL: func @gather
// CHECK: linalg.generic
func.func @gather(%x: tensor<?xf32>, %at: tensor<?xindex>, %y: tensor<?xf32>) -> tensor<?xf32> {
  %r = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%at : tensor<?xindex>) outs(%y : tensor<?xf32>) {
  ^bb0(%a: index, %b: f32):
    %e = tensor.extract %x[%a] : tensor<?xf32>
    linalg.yield %e : f32
  } -> tensor<?xf32>
  return %r : tensor<?xf32>
}

// One loop indexes two dimensions of an operand, so there is no row.
// CHECK-LABEL: func @diagonal
// CHECK: linalg.generic
func.func @diagonal(%x: tensor<8x8xf32>, %y: tensor<8xf32>) -> tensor<8xf32> {
  %r = linalg.generic {indexing_maps = [affine_map<(i) -> (i, i)>, #id], iterator_types = ["parallel"]} ins(%x : tensor<8x8xf32>) outs(%y : tensor<8xf32>) {
  ^bb0(%a: f32, %b: f32):
    linalg.yield %a : f32
  } -> tensor<8xf32>
  return %r : tensor<8xf32>
}

// A reduction with an unknown combiner keeps its order.
// CHECK-LABEL: func @unknown_combiner
// CHECK: linalg.generic
func.func @unknown_combiner(%x: tensor<64xf32>, %y: tensor<f32>) -> tensor<f32> {
  %r = linalg.generic {indexing_maps = [#id, affine_map<(i) -> ()>], iterator_types = ["reduction"]} ins(%x : tensor<64xf32>) outs(%y : tensor<f32>) {
  ^bb0(%a: f32, %b: f32):
    %s = arith.subf %b, %a : f32
    linalg.yield %s : f32
  } -> tensor<f32>
  return %r : tensor<f32>
}

// A row without elements has no vectors.
// CHECK-LABEL: func @nothing
// CHECK-NOT: vector
// CHECK: return %arg1
func.func @nothing(%x: tensor<3x0xf32>, %y: tensor<3xf32>) -> tensor<3xf32> {
  %r = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i)>], iterator_types = ["parallel", "reduction"]} ins(%x : tensor<3x0xf32>) outs(%y : tensor<3xf32>) {
  ^bb0(%a: f32, %b: f32):
    %s = arith.addf %a, %b : f32
    linalg.yield %s : f32
  } -> tensor<3xf32>
  return %r : tensor<3xf32>
}
