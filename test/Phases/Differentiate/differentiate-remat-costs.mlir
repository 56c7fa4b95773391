// RUN: ag-opt --grad=main --to=differentiate --remarks-filter=ag-differentiate %s -o %t.mlir 2>&1 | FileCheck %s
// RUN: ag-run %s --verify-grad --input=ones --input=ones | FileCheck %s --check-prefix=PROVED

// Powers are saved: the C library computes them one element at a time.

// CHECK: remat-costs.mlir:[[#@LINE+4]]:8: {{.*}} kept | {{.*}}"a tensor<64xf32> is kept for the reverse"
// CHECK-NOT: redone
// PROVED-COUNT-5: same
func.func @main(%x: tensor<64xf32>, %y: tensor<64xf32>) -> tensor<f32> {
  %p = ag.pow %x, %y : tensor<64xf32>
  %s = ag.sin %p : tensor<64xf32>
  %r = ag.reduce sum %s [0] : tensor<64xf32> -> tensor<f32>
  return %r : tensor<f32>
}
