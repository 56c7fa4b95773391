// RUN: ag-opt --grad=main --to=differentiate --remarks-filter=ag-differentiate %s -o %t.mlir 2>&1 | FileCheck %s
// RUN: ag-run %s --verify-grad | FileCheck %s --check-prefix=PROVED

// The remark counts the flops of a recomputed op as the cost model does: a comparison of integers has none.

// CHECK: [[#@LINE+5]]:10: {{.*}} redone | {{.*}}"a tensor<64xi1> is computed again for the reverse", bytes=64, flops=0,
// PROVED-COUNT-5: same
func.func @main(%x: tensor<64xf32>, %y: tensor<64xf32>, %i: tensor<64xi32>, %j: tensor<64xi32>) -> tensor<f32> {
  %h = ag.region "layer" (%a = %x : tensor<64xf32>, %b = %y : tensor<64xf32>, %k = %i : tensor<64xi32>,
                          %l = %j : tensor<64xi32>) -> (tensor<64xf32>) attributes {checkpoint} {
    %0 = ag.compare lt %k, %l : tensor<64xi32>, tensor<64xi32> -> tensor<64xi1>
    %1 = ag.select %0, %a, %b : tensor<64xi1>, tensor<64xf32>, tensor<64xf32> -> tensor<64xf32>
    ag.yield %1 : tensor<64xf32>
  }
  %e = ag.exp %h : tensor<64xf32>
  %r = ag.reduce sum %e [0] : tensor<64xf32> -> tensor<f32>
  return %r : tensor<f32>
}
