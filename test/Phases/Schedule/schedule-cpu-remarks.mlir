// Passes that create loops report each op, at its line.
//
// RUN: ag-opt %s --fuse --ag-schedule-cpu --remarks-filter='ag-[abd-z].*' -o %t 2>&1 | FileCheck %s

#ij = affine_map<(i, j) -> (i, j)>
#ji = affine_map<(i, j) -> (j, i)>
#i = affine_map<(i, j) -> (i)>

// CHECK: [[#@LINE+5]]:8: remark: [Passed] elementwise | {{.*}}Function=chain | Remark="becomes vectors of 8 along loop 1"
// CHECK-NOT: Function=chain
func.func @chain(%x: tensor<4x64xf32>) -> tensor<4x64xf32> {
  %e = tensor.empty() : tensor<4x64xf32>
  %a = linalg.exp ins(%x : tensor<4x64xf32>) outs(%e : tensor<4x64xf32>) -> tensor<4x64xf32>
  %b = linalg.tanh ins(%a : tensor<4x64xf32>) outs(%e : tensor<4x64xf32>) -> tensor<4x64xf32>
  return %b : tensor<4x64xf32>
}

// CHECK-DAG: [[#@LINE+6]]:8: remark: [Missed] loops | {{.*}}Reason="more functions would wait for each other than in two loops", Remark="lies in memory for its user at [[#@LINE+5]]:8"
// CHECK-DAG: [[#@LINE+3]]:8: remark: [Passed] loops | {{.*}}Remark="is computed in one loop with its user at [[#@LINE+5]]:8"
func.func @shared(%x: tensor<4x64xf32>) -> (tensor<4x64xf32>, tensor<4x64xf32>) {
  %e = tensor.empty() : tensor<4x64xf32>
  %a = linalg.exp ins(%x : tensor<4x64xf32>) outs(%e : tensor<4x64xf32>) -> tensor<4x64xf32>
  %b = linalg.tanh ins(%a : tensor<4x64xf32>) outs(%e : tensor<4x64xf32>) -> tensor<4x64xf32>
  %c = linalg.abs ins(%a : tensor<4x64xf32>) outs(%e : tensor<4x64xf32>) -> tensor<4x64xf32>
  return %b, %c : tensor<4x64xf32>, tensor<4x64xf32>
}

// CHECK: [[#@LINE+5]]:8: remark: [Passed] contraction | {{.*}}Function=dense | Remark="becomes register tiles of 6 x 16", columns=16, packed=false, rows=6
func.func @dense(%x: tensor<64x64xf32>, %w: tensor<64x64xf32>) -> tensor<64x64xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<64x64xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<64x64xf32>) -> tensor<64x64xf32>
  %y = linalg.matmul ins(%x, %w : tensor<64x64xf32>, tensor<64x64xf32>) outs(%z : tensor<64x64xf32>) -> tensor<64x64xf32>
  %t = linalg.tanh ins(%y : tensor<64x64xf32>) outs(%e : tensor<64x64xf32>) -> tensor<64x64xf32>
  return %t : tensor<64x64xf32>
}

// CHECK: [[#@LINE+3]]:8: remark: [Passed] transposition | {{.*}}Function=transpose
func.func @transpose(%x: tensor<64x64xf32>) -> tensor<64x64xf32> {
  %e = tensor.empty() : tensor<64x64xf32>
  %y = linalg.transpose ins(%x : tensor<64x64xf32>) outs(%e : tensor<64x64xf32>) permutation = [1, 0]
  return %y : tensor<64x64xf32>
}

// A row's sum and the ops that use it share a loop.
// CHECK: [[#@LINE+8]]:8: remark: [Passed] group | Category:ag-tile-groups | Function=softish | Remark="2 of 2 ops are computed in tiles of 1"
// CHECK: [[#@LINE+6]]:8: remark: [Passed] reduction | {{.*}}Function=softish
func.func @softish(%x: tensor<8x64xf32>) -> tensor<8x64xf32> {
  %zero = arith.constant 0.0 : f32
  %e1 = tensor.empty() : tensor<8xf32>
  %e = tensor.empty() : tensor<8x64xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e1 : tensor<8xf32>) -> tensor<8xf32>
  %s = linalg.reduce {arith.addf} ins(%x : tensor<8x64xf32>) outs(%z : tensor<8xf32>) dimensions = [1]
  %y = linalg.generic {indexing_maps = [#ij, #i, #ij], iterator_types = ["parallel", "parallel"]}
      ins(%x, %s : tensor<8x64xf32>, tensor<8xf32>) outs(%e : tensor<8x64xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %q = arith.divf %a, %b : f32
    linalg.yield %q : f32
  } -> tensor<8x64xf32>
  return %y : tensor<8x64xf32>
}

// CHECK: [[#@LINE+3]]:8: remark: [Missed] loops | {{.*}}Function=diagonal | Reason="an operand is not read at plain loop indices"
func.func @diagonal(%x: tensor<8x8xf32>) -> tensor<8xf32> {
  %e = tensor.empty() : tensor<8xf32>
  %y = linalg.generic {indexing_maps = [affine_map<(i) -> (i, i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%x : tensor<8x8xf32>) outs(%e : tensor<8xf32>) {
  ^bb0(%a: f32, %o: f32):
    linalg.yield %a : f32
  } -> tensor<8xf32>
  return %y : tensor<8xf32>
}
