// Results that are constants, or one value twice.
// RUN: ag-run %s --input=iota | FileCheck %s
// RUN: ag-run %s --input=iota --on=cpu --same-as=%s
// CHECK: f32[3] [-0, -1, -2]
// CHECK-NEXT: f32[3] [2, 2, 2]
// CHECK-NEXT: f32[3] [-0, -1, -2]
func.func @constants(%x: tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) {
  %two = arith.constant 2.0 : f32
  %e = tensor.empty() : tensor<3xf32>
  %0:3 = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>, affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%x : tensor<3xf32>) outs(%e, %e, %e : tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) {
  ^bb0(%a: f32, %p: f32, %q: f32, %r: f32):
    %n = arith.negf %a : f32
    linalg.yield %n, %two, %n : f32, f32, f32
  } -> (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>)
  return %0#0, %0#1, %0#2 : tensor<3xf32>, tensor<3xf32>, tensor<3xf32>
}
