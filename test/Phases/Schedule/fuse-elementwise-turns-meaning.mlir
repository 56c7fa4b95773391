// A reduction with a trip count of 0 returns its initial value, even if each
// iteration would overwrite the value without reading it.
// RUN: ag-run %s --on=cpu --input=ones --dim n=0 --same-as=%s
// RUN: ag-run %s --on=cpu --input=ones --dim n=3 --same-as=%s
// RUN: ag-opt %s --ag-fuse-elementwise | FileCheck %s
#in = affine_map<(y, u) -> (y, u)>
#y = affine_map<(y, u) -> (y)>

// CHECK: linalg.generic {{.*}} ins(%arg0 : {{.*}}) outs(%arg1
// CHECK: linalg.generic {{.*}} outs(%{{[0-9]+}} : tensor<4xi32>)
func.func @main(%x: tensor<4x?xi32> {ag.dims = [4, "n"]}, %start: tensor<4xi32>, %two: tensor<4x2xi32>) -> (tensor<4xi32>, tensor<4xi32>) {
  %c0 = arith.constant 0 : i32
  %r = linalg.generic {indexing_maps = [#in, #y], iterator_types = ["parallel", "reduction"]} ins(%x : tensor<4x?xi32>) outs(%start : tensor<4xi32>) {
  ^bb0(%in: i32, %out: i32):
    %m = arith.muli %c0, %out : i32
    linalg.yield %m : i32
  } -> tensor<4xi32>
  %s = linalg.generic {indexing_maps = [#in, #y], iterator_types = ["parallel", "reduction"]} ins(%two : tensor<4x2xi32>) outs(%start : tensor<4xi32>) {
  ^bb0(%in: i32, %out: i32):
    %m = arith.muli %c0, %out : i32
    linalg.yield %m : i32
  } -> tensor<4xi32>
  return %r, %s : tensor<4xi32>, tensor<4xi32>
}
