// A mark names the group of an op. An op in a loop reads a tensor of its group
// that an unmarked op has moved. Ops of other groups and of none do not count.
// An attribute of the function has the number of each group's tensors that may
// be in memory; -1 allows all of them, without a remark. The pass erases the
// marks.
//
// RUN: ag-opt %s --ag-check-groups --remarks-filter=ag-check-groups -o %t 2>&1 | FileCheck %s --check-prefix=REMARKS --implicit-check-not='remark:'
// RUN: FileCheck %s --input-file %t --implicit-check-not='ag.group =' --implicit-check-not=ag.whole

// REMARKS: marks.mlir:[[#@LINE+5]]:8: remark: [Missed] group{{.*}}Reason="this one does, for its user at [[#@LINE+12]]:10"{{.*}}whole=1
// REMARKS: marks.mlir:[[#@LINE+5]]:8: remark: [Passed] group
// CHECK-LABEL: func @moved
func.func @moved(%x: tensor<8xf32>, %n: index) -> (tensor<2x4xf32>, tensor<8xf32>) {
  %c0 = arith.constant 0 : index
  %a = linalg.exp {ag.group = 0 : i64} ins(%x : tensor<8xf32>) outs(%x : tensor<8xf32>) -> tensor<8xf32>
  %b = linalg.exp {ag.group = 1 : i64} ins(%a : tensor<8xf32>) outs(%x : tensor<8xf32>) -> tensor<8xf32>
  %l = linalg.exp {ag.group = -1 : i64} ins(%b : tensor<8xf32>) outs(%x : tensor<8xf32>) -> tensor<8xf32>
  %p = linalg.copy ins(%a : tensor<8xf32>) outs(%x : tensor<8xf32>) -> tensor<8xf32>
  %v = tensor.expand_shape %p [[0, 1]] output_shape [2, 4] : tensor<8xf32> into tensor<2x4xf32>
  %r = scf.for %i = %c0 to %n step %n iter_args(%c = %v) -> tensor<2x4xf32> {
    %e = linalg.exp ins(%c : tensor<2x4xf32>) outs(%c : tensor<2x4xf32>) -> tensor<2x4xf32>
    %y = linalg.add {ag.group = 0 : i64} ins(%v, %e : tensor<2x4xf32>, tensor<2x4xf32>) outs(%c : tensor<2x4xf32>) -> tensor<2x4xf32>
    scf.yield %y : tensor<2x4xf32>
  }
  return %r, %l : tensor<2x4xf32>, tensor<8xf32>
}

// REMARKS: marks.mlir:[[#@LINE+3]]:8: remark: [Passed] group{{.*}}Function=planned
// CHECK-LABEL: func @planned
func.func @planned(%x: tensor<8xf32>) -> (tensor<8xf32>, tensor<8xf32>) attributes {ag.whole = array<i64: 1, -1>} {
  %a = linalg.exp {ag.group = 0 : i64} ins(%x : tensor<8xf32>) outs(%x : tensor<8xf32>) -> tensor<8xf32>
  %b = linalg.exp {ag.group = 0 : i64} ins(%a : tensor<8xf32>) outs(%x : tensor<8xf32>) -> tensor<8xf32>
  %c = linalg.exp {ag.group = 1 : i64} ins(%x : tensor<8xf32>) outs(%x : tensor<8xf32>) -> tensor<8xf32>
  %d = linalg.exp {ag.group = 1 : i64} ins(%c : tensor<8xf32>) outs(%x : tensor<8xf32>) -> tensor<8xf32>
  return %b, %d : tensor<8xf32>, tensor<8xf32>
}

// One tensor more than planned is in memory; the remark names the first.
// REMARKS: marks.mlir:[[#@LINE+3]]:8: remark: [Missed] group{{.*}}Function=more | Reason="this one does, for its user at [[#@LINE+4]]:8"{{.*}}whole=2
// CHECK-LABEL: func @more
func.func @more(%x: tensor<8xf32>) -> tensor<8xf32> attributes {ag.whole = array<i64: 1>} {
  %a = linalg.exp {ag.group = 0 : i64} ins(%x : tensor<8xf32>) outs(%x : tensor<8xf32>) -> tensor<8xf32>
  %b = linalg.exp {ag.group = 0 : i64} ins(%a : tensor<8xf32>) outs(%x : tensor<8xf32>) -> tensor<8xf32>
  %c = linalg.exp {ag.group = 0 : i64} ins(%b : tensor<8xf32>) outs(%x : tensor<8xf32>) -> tensor<8xf32>
  return %c : tensor<8xf32>
}
