// A group yields one of its operands. The loop that computes it is not in the
// group, so its result may be unsplit in memory.
//
// RUN: ag-opt %s --ag-tile-groups --ag-check-groups --remarks-filter=ag-check-groups -o /dev/null 2>&1 | FileCheck %s --implicit-check-not='remark:'

// CHECK: forwarded.mlir:[[#@LINE+9]]:10: remark: [Passed] group
func.func @forwarded(%x: tensor<16xf32>, %n: index) -> (tensor<16xf32>, tensor<16xf32>) {
  %c0 = arith.constant 0 : index
  %l = scf.for %i = %c0 to %n step %n iter_args(%c = %x) -> tensor<16xf32> {
    %e = linalg.exp ins(%c : tensor<16xf32>) outs(%c : tensor<16xf32>) -> tensor<16xf32>
    scf.yield %e : tensor<16xf32>
  }
  %r:2 = ag.fused (%a = %l : tensor<16xf32>) -> (tensor<16xf32>, tensor<16xf32>) {
    %o = tensor.empty() : tensor<16xf32>
    %y = linalg.exp ins(%a : tensor<16xf32>) outs(%o : tensor<16xf32>) -> tensor<16xf32>
    ag.yield %a, %y : tensor<16xf32>, tensor<16xf32>
  }
  return %r#0, %r#1 : tensor<16xf32>, tensor<16xf32>
}
