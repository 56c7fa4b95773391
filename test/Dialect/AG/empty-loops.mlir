// An op without iterations is erased, also if only a cast shows the size. Upstream
// would write a size of 0 into a sum of loops, which its verifier rejects.
// RUN: ag-opt %s --canonicalize | FileCheck %s
// RUN: ag-run %s --entry=told --dim=y=2 --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=windows --on=cpu --input=randn:1 --input=randn:2 --same-as=%s

#x = affine_map<(d0, d1) -> (d0 + d1)>
#w = affine_map<(d0, d1) -> (d1)>
#y = affine_map<(d0, d1) -> (d0)>

// CHECK-LABEL: func.func @told(
// CHECK-NOT: linalg.generic
// CHECK: return %arg2
func.func @told(%x: tensor<3xf32>, %w: tensor<0xf32>, %y: tensor<?xf32> {ag.dims = ["y"]}) -> tensor<?xf32> {
  %0 = tensor.cast %w : tensor<0xf32> to tensor<?xf32>
  %1 = linalg.generic {indexing_maps = [#x, #w, #y], iterator_types = ["parallel", "reduction"]}
      ins(%x, %0 : tensor<3xf32>, tensor<?xf32>) outs(%y : tensor<?xf32>) {
  ^bb0(%a: f32, %b: f32, %c: f32):
    %2 = arith.mulf %a, %b : f32
    %3 = arith.addf %c, %2 : f32
    linalg.yield %3 : f32
  } -> tensor<?xf32>
  return %1 : tensor<?xf32>
}

// CHECK-LABEL: func.func @windows(
func.func @windows(%x: tensor<4x0xf32>, %w: tensor<2xf32>) -> (tensor<4x3xf32>, tensor<3x0xf32>) {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<4x0xf32>
  %0 = ag.reduce_window sum "i(2y)->iy" %x (%c0) : tensor<4x0xf32> -> tensor<4x?xf32>
  %1 = ag.contract "iy,u->i(y+u)" %0, %w : tensor<4x?xf32>, tensor<2xf32> -> tensor<4x3xf32>
  %2 = ag.contract "(u+y)i,u->yi" %x, %w : tensor<4x0xf32>, tensor<2xf32> -> tensor<3x0xf32>
  return %1, %2 : tensor<4x3xf32>, tensor<3x0xf32>
}
