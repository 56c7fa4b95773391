// A fill with a scalar costs nothing, also if the scalar is captured.
// RUN: ag-opt --fuse %s -o %t && FileCheck %s --input-file=%t
// RUN: ag-opt --fuse %t | diff %t -
// RUN: ag-run %t --entry=main --input=randn:1 --same-as=%s
// RUN: ag-run %t --entry=sizes --dim=n=5 --input=randn:1 --input=ones --same-as=%s

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

// If the group does not read a tensor, a size of it is an operand of the group.
// CHECK-LABEL: func.func @sizes(
// CHECK: %[[N:.*]] = tensor.dim %arg1
// CHECK: ag.fused ({{.*}} = %[[N]] : index)
// CHECK: ag.broadcast
// CHECK: ag.yield
func.func @sizes(%x: tensor<?xf32> {ag.dims = ["n"]}, %ids: tensor<?xi64> {ag.dims = ["n"]}) -> (tensor<?xf32>, tensor<?xi64>) {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %ids, %c0 : tensor<?xi64>
  %two = arith.constant dense<2.0> : tensor<f32>
  %filled = ag.broadcast %two [] (%n) : tensor<f32> -> tensor<?xf32>
  %0 = ag.mul %x, %filled : tensor<?xf32>
  %1 = ag.exp %0 : tensor<?xf32>
  return %1, %ids : tensor<?xf32>, tensor<?xi64>
}
