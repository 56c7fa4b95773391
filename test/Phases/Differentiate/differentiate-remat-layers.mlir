// A group would read the weights again for every few rows. Layers of a real
// size are therefore no group, and none of their values are recomputed.
// RUN: ag-opt --grad=layers:value %s | FileCheck %s

// CHECK-LABEL: func.func @layers_grad(
// CHECK-COUNT-6: ag.contract
// CHECK-NOT: ag.contract
// CHECK: return
func.func @layers(%x: tensor<4096x384xf32>, %v: tensor<384x1536xf32>, %w: tensor<1536x384xf32>) -> tensor<4096x384xf32> {
  %h = ag.contract "if,fg->ig" %x, %v : tensor<4096x384xf32>, tensor<384x1536xf32> -> tensor<4096x1536xf32>
  %e = ag.tanh %h : tensor<4096x1536xf32>
  %y = ag.contract "ig,go->io" %e, %w : tensor<4096x1536xf32>, tensor<1536x384xf32> -> tensor<4096x384xf32>
  return %y : tensor<4096x384xf32>
}
