// What is filled with a number costs nothing, also where the number is captured.
// RUN: ag-opt --fuse %s -o %t && FileCheck %s --input-file=%t
// RUN: ag-opt --fuse %t | diff %t -
// RUN: ag-run %t --input=randn:1 --same-as=%s

// CHECK: ag.fused
// CHECK: arith.constant 2.0
// CHECK: linalg.generic
// CHECK: linalg.yield %[[TWO:.*]] : f32
// CHECK: return
#map = affine_map<(d0) -> (d0)>
func.func @main(%x: tensor<8xf32>) -> tensor<8xf32> {
  %two = arith.constant 2.0 : f32
  %empty = tensor.empty() : tensor<8xf32>
  %filled = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%empty : tensor<8xf32>) {
  ^bb0(%out: f32):
    linalg.yield %two : f32
  } -> tensor<8xf32>
  %0 = ag.mul %x, %filled : tensor<8xf32>
  %1 = ag.exp %0 : tensor<8xf32>
  return %1 : tensor<8xf32>
}
