// A tile has more rows if each iteration reads the weights again.
// RUN: ag-opt --fuse --march=x86-64-v3 %s -o %t && FileCheck %s --input-file=%t
// RUN: ag-run %t --entry=again --input=randn:1 --on=cpu --same-as=%s
// RUN: ag-run %t --entry=kept --input=randn:1 --on=cpu --same-as=%s

// Half of L2 holds one of the two matrices, not both.
// CHECK-LABEL: func.func @again(
// CHECK: nest = #ag.nest<"x86-64-v3" loops [<parallel result 0 dim 0 by [256]>]>
func.func @again(%x: tensor<1040x256xf32>, %v: tensor<256x256xf32>, %w: tensor<256x256xf32>) -> tensor<1040x256xf32> {
  %h = ag.contract "bi,io->bo" %x, %v : tensor<1040x256xf32>, tensor<256x256xf32> -> tensor<1040x256xf32>
  %t = ag.tanh %h : tensor<1040x256xf32>
  %y = ag.contract "bi,io->bo" %t, %w : tensor<1040x256xf32>, tensor<256x256xf32> -> tensor<1040x256xf32>
  return %y : tensor<1040x256xf32>
}

// It holds both of these.
// CHECK-LABEL: func.func @kept(
// CHECK: nest = #ag.nest<"x86-64-v3" loops [<parallel result 0 dim 0 by [64]>]>
func.func @kept(%x: tensor<1100x128xf32>, %v: tensor<128x128xf32>, %w: tensor<128x128xf32>) -> tensor<1100x128xf32> {
  %h = ag.contract "bi,io->bo" %x, %v : tensor<1100x128xf32>, tensor<128x128xf32> -> tensor<1100x128xf32>
  %t = ag.tanh %h : tensor<1100x128xf32>
  %y = ag.contract "bi,io->bo" %t, %w : tensor<1100x128xf32>, tensor<128x128xf32> -> tensor<1100x128xf32>
  return %y : tensor<1100x128xf32>
}
