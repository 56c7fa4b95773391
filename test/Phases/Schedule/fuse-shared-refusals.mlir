// An op and one of its readers keep separate loops for these reasons.
//
// RUN: ag-opt %s --linalg-generalize-named-ops --ag-fuse-shared --remarks-filter=ag-fuse-shared -o %t 2>&1 | FileCheck %s --implicit-check-not=remark:
// RUN: FileCheck %s --check-prefix=IR --input-file=%t

#id = affine_map<(i, j) -> (i, j)>
#ji = affine_map<(i, j) -> (j, i)>
#i = affine_map<(i, j) -> (i)>

// The user also reads a sum of the producer's result, computed between the two.
// IR-LABEL: func.func @between(
// IR-COUNT-3: linalg.generic
// CHECK: [[#@LINE+3]]:8: remark: [Missed] loops | {{.*}}Reason="its user reads what is computed behind another user"
func.func @between(%x: tensor<4x64xf32>, %start: tensor<4xf32>) -> tensor<4x64xf32> {
  %e = tensor.empty() : tensor<4x64xf32>
  %a = linalg.exp ins(%x : tensor<4x64xf32>) outs(%e : tensor<4x64xf32>) -> tensor<4x64xf32>
  %s = linalg.reduce {arith.addf} ins(%a : tensor<4x64xf32>) outs(%start : tensor<4xf32>) dimensions = [1]
  %y = linalg.generic {indexing_maps = [#id, #i, #id], iterator_types = ["parallel", "parallel"]} ins(%a, %s : tensor<4x64xf32>, tensor<4xf32>) outs(%e : tensor<4x64xf32>) {
  ^bb0(%in: f32, %sum: f32, %out: f32):
    %q = arith.divf %in, %sum : f32
    linalg.yield %q : f32
  } -> tensor<4x64xf32>
  return %y : tensor<4x64xf32>
}

// The user updates a tensor, so it may not move before another reader of it.
// CHECK: [[#@LINE+3]]:8: remark: [Missed] loops | {{.*}}Reason="its user reads what is computed behind another user"
func.func @updated(%x: tensor<64xf32>, %w: tensor<64xf32>, %start: tensor<f32>) -> (tensor<f32>, tensor<64xf32>) {
  %e = tensor.empty() : tensor<64xf32>
  %a = linalg.exp ins(%x : tensor<64xf32>) outs(%e : tensor<64xf32>) -> tensor<64xf32>
  %s = linalg.dot ins(%a, %w : tensor<64xf32>, tensor<64xf32>) outs(%start : tensor<f32>) -> tensor<f32>
  %y = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]} ins(%a : tensor<64xf32>) outs(%w : tensor<64xf32>) {
  ^bb0(%in: f32, %out: f32):
    %q = arith.addf %in, %out : f32
    linalg.yield %q : f32
  } -> tensor<64xf32>
  return %s, %y : tensor<f32>, tensor<64xf32>
}

// All rows read the first row, which the user then overwrites.
// CHECK: [[#@LINE+4]]:8: remark: [Missed] loops | {{.*}}Reason="one of them reads what the other writes over"
func.func @rows(%w: tensor<4x64xf32>) -> (tensor<4x64xf32>, tensor<4x64xf32>) {
  %e = tensor.empty() : tensor<4x64xf32>
  %first = tensor.extract_slice %w[0, 0] [1, 64] [1, 1] : tensor<4x64xf32> to tensor<64xf32>
  %a = linalg.generic {indexing_maps = [affine_map<(i, j) -> (j)>, #id], iterator_types = ["parallel", "parallel"]} ins(%first : tensor<64xf32>) outs(%e : tensor<4x64xf32>) {
  ^bb0(%in: f32, %out: f32):
    %q = math.exp %in : f32
    linalg.yield %q : f32
  } -> tensor<4x64xf32>
  %y = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]} ins(%a : tensor<4x64xf32>) outs(%w : tensor<4x64xf32>) {
  ^bb0(%in: f32, %out: f32):
    %q = arith.addf %in, %out : f32
    linalg.yield %q : f32
  } -> tensor<4x64xf32>
  return %a, %y : tensor<4x64xf32>, tensor<4x64xf32>
}

// A vector along a row of one op is a column of the other.
// CHECK: [[#@LINE+3]]:8: remark: [Missed] loops | {{.*}}Reason="vectors along no loop suit both"
func.func @transposed(%x: tensor<64x64xf32>) -> (tensor<64x64xf32>, tensor<64x64xf32>) {
  %e = tensor.empty() : tensor<64x64xf32>
  %a = linalg.exp ins(%x : tensor<64x64xf32>) outs(%e : tensor<64x64xf32>) -> tensor<64x64xf32>
  %y = linalg.generic {indexing_maps = [#ji, #id], iterator_types = ["parallel", "parallel"]} ins(%a : tensor<64x64xf32>) outs(%e : tensor<64x64xf32>) {
  ^bb0(%in: f32, %out: f32):
    %q = arith.negf %in : f32
    linalg.yield %q : f32
  } -> tensor<64x64xf32>
  return %a, %y : tensor<64x64xf32>, tensor<64x64xf32>
}

// The user reads each element and the one mirrored at the diagonal.
// CHECK: [[#@LINE+3]]:8: remark: [Missed] loops | {{.*}}Reason="their iterations are not the same"
func.func @mirrored(%x: tensor<64x64xf32>) -> (tensor<64x64xf32>, tensor<64x64xf32>) {
  %e = tensor.empty() : tensor<64x64xf32>
  %a = linalg.exp ins(%x : tensor<64x64xf32>) outs(%e : tensor<64x64xf32>) -> tensor<64x64xf32>
  %y = linalg.generic {indexing_maps = [#id, #ji, #id], iterator_types = ["parallel", "parallel"]} ins(%a, %a : tensor<64x64xf32>, tensor<64x64xf32>) outs(%e : tensor<64x64xf32>) {
  ^bb0(%in: f32, %other: f32, %out: f32):
    %q = arith.addf %in, %other : f32
    linalg.yield %q : f32
  } -> tensor<64x64xf32>
  return %a, %y : tensor<64x64xf32>, tensor<64x64xf32>
}

// tanh would wait for exp; two loops overlap the computation of iterations.
// CHECK: [[#@LINE+3]]:8: remark: [Missed] loops | {{.*}}Reason="more functions would wait for each other than in two loops"
func.func @waiting(%x: tensor<64x64xf32>) -> (tensor<64x64xf32>, tensor<64x64xf32>) {
  %e = tensor.empty() : tensor<64x64xf32>
  %a = linalg.exp ins(%x : tensor<64x64xf32>) outs(%e : tensor<64x64xf32>) -> tensor<64x64xf32>
  %y = linalg.tanh ins(%a : tensor<64x64xf32>) outs(%e : tensor<64x64xf32>) -> tensor<64x64xf32>
  return %a, %y : tensor<64x64xf32>, tensor<64x64xf32>
}

// Ops of two groups stay separate, without a remark.
func.func @groups(%x: tensor<64xf32>) -> (tensor<64xf32>, tensor<64xf32>) {
  %e = tensor.empty() : tensor<64xf32>
  %a = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]} ins(%x : tensor<64xf32>) outs(%e : tensor<64xf32>) attrs = {ag.group = 1} {
  ^bb0(%in: f32, %out: f32):
    %q = math.exp %in : f32
    linalg.yield %q : f32
  } -> tensor<64xf32>
  %y = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]} ins(%a : tensor<64xf32>) outs(%e : tensor<64xf32>) attrs = {ag.group = 2} {
  ^bb0(%in: f32, %out: f32):
    %q = math.exp %in : f32
    linalg.yield %q : f32
  } -> tensor<64xf32>
  return %a, %y : tensor<64xf32>, tensor<64xf32>
}
