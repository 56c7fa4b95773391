// The advice in the error about an op that is left depends on the op.

// RUN: not ag-opt --split-input-file --pass-pipeline="builtin.module(ag-bufferize)" %s 2>&1 | FileCheck %s

// CHECK: [[#@LINE+2]]:8: error: 'ag.parameter' cannot be bufferized; run ag-lift-parameters before ag-bufferize
func.func @weight() -> tensor<4xf32> {
  %w = ag.parameter "w" : tensor<4xf32>
  return %w : tensor<4xf32>
}

// -----
func.func private @one(%x: tensor<4xf32>) -> tensor<4xf32> {
  return %x : tensor<4xf32>
}
// CHECK: error: 'ag.vmap' cannot be bufferized; run ag-differentiate and ag-batch before ag-bufferize
func.func @rows(%x: tensor<3x4xf32>) -> tensor<3x4xf32> {
  %y = ag.vmap @one in [0] out [0] (%x) : (tensor<3x4xf32>) -> tensor<3x4xf32>
  return %y : tensor<3x4xf32>
}

// -----
// CHECK: error: 'ag.all_reduce' cannot be bufferized; the program of one rank is interpreted only
module attributes {ag.mesh = #ag.mesh<dp = 2>} {
  func.func @rank(%x: tensor<4xf32>) -> tensor<4xf32> {
    %0 = ag.all_reduce sum ["dp"] %x : tensor<4xf32>
    return %0 : tensor<4xf32>
  }
}
