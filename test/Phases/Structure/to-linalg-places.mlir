// Windows of i1 in bytes: inputs are read at sums of loops as before. An output
// that the region does not read, and whose map skips elements, is written by an
// scf.for: bufferization of a linalg.generic would drop these elements.
// RUN: ag-opt %s --ag-to-linalg | FileCheck %s
// RUN: ag-run %s --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --on=cpu --input=ones --same-as=%s

// CHECK: #[[WINDOW:.*]] = affine_map<(d0, d1) -> (d0 * 2 + d1)>
// CHECK-LABEL: func.func @main
// CHECK: linalg.generic {indexing_maps = [#[[WINDOW]],
// CHECK-SAME: ins(%arg0, %arg1 : tensor<8xi8>, tensor<3xi8>) outs(%arg2 : tensor<3xi8>)
// CHECK-NOT: linalg.generic
// CHECK: scf.for %[[I:.*]] = %{{.*}} iter_args(%[[D:.*]] = %arg4) -> (tensor<3x3xf32>)
// CHECK: %[[ELEMENT:.*]] = tensor.extract %arg3[%[[I]]]
// CHECK: tensor.insert %[[ELEMENT]] into %[[D]][%[[I]], %[[I]]]
func.func @main(%x: tensor<8xi1>, %k: tensor<3xi1>, %any: tensor<3xi1>, %y: tensor<3xf32>, %d: tensor<3x3xf32>)
    -> (tensor<3xi1>, tensor<3x3xf32>) {
  %0 = linalg.generic {indexing_maps = [affine_map<(y, u) -> (2 * y + u)>, affine_map<(y, u) -> (u)>, affine_map<(y, u) -> (y)>], iterator_types = ["parallel", "reduction"]}
      ins(%x, %k : tensor<8xi1>, tensor<3xi1>) outs(%any : tensor<3xi1>) {
  ^bb0(%a: i1, %b: i1, %old: i1):
    %1 = arith.andi %a, %b : i1
    %2 = arith.ori %1, %old : i1
    linalg.yield %2 : i1
  } -> tensor<3xi1>
  %3 = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i, i)>], iterator_types = ["parallel"]}
      ins(%y : tensor<3xf32>) outs(%d : tensor<3x3xf32>) {
  ^bb0(%a: f32, %old: f32):
    linalg.yield %a : f32
  } -> tensor<3x3xf32>
  return %0, %3 : tensor<3xi1>, tensor<3x3xf32>
}
