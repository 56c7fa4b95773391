// A recursive function has no derivative; the error says why.
// RUN: not ag-opt --grad=main %s 2>&1 | FileCheck %s
// RUN: not ag-opt --grad=main:mode=jvp %s 2>&1 | FileCheck %s
func.func private @f(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = ag.tanh %x : tensor<4xf32>
  // CHECK: [[#@LINE+1]]:{{.*}}error: 'func.call' has no derivative: it is recursive; expected a loop
  %1 = func.call @f(%0) : (tensor<4xf32>) -> tensor<4xf32>
  return %1 : tensor<4xf32>
}
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = func.call @f(%x) : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}
