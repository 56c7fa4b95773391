// A reduction that keeps the reduced dimension, with one element, shares its user's loop over rows.
// RUN: ag-opt %s --ag-fuse-shared -o %t && FileCheck %s --input-file %t
// RUN: ag-run %t --input=randn:1 --same-as=%s
// RUN: ag-run %s --input=randn:1 --on=cpu --march=x86-64-v3 --same-as=%s

// CHECK-LABEL: func @main
// CHECK-NOT: linalg.generic
// CHECK: scf.for
// CHECK: linalg.generic {{.*}} outs(%{{.*}} : tensor<1x1xf32>)
// CHECK: linalg.generic {{.*}} outs(%{{.*}} : tensor<1x37xf32>)
// CHECK: } {ag.parallel}
func.func @main(%x: tensor<6x37xf32>) -> tensor<6x37xf32> {
  %z = arith.constant 0.0 : f32
  %e0 = tensor.empty() : tensor<6x37xf32>
  %x1 = linalg.exp ins(%x : tensor<6x37xf32>) outs(%e0 : tensor<6x37xf32>) -> tensor<6x37xf32>
  %e = tensor.empty() : tensor<6x1xf32>
  %f = linalg.fill ins(%z : f32) outs(%e : tensor<6x1xf32>) -> tensor<6x1xf32>
  %0 = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, 0)>], iterator_types = ["parallel", "reduction"]}
      ins(%x1 : tensor<6x37xf32>) outs(%f : tensor<6x1xf32>) {
  ^bb0(%in: f32, %out: f32):
    %1 = arith.addf %in, %out : f32
    linalg.yield %1 : f32
  } -> tensor<6x1xf32>
  %2 = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, 0)>, affine_map<(i, j) -> (i, j)>], iterator_types = ["parallel", "parallel"]}
      ins(%x1, %0 : tensor<6x37xf32>, tensor<6x1xf32>) outs(%e0 : tensor<6x37xf32>) {
  ^bb0(%in: f32, %s: f32, %out: f32):
    %1 = arith.divf %in, %s : f32
    linalg.yield %1 : f32
  } -> tensor<6x37xf32>
  return %2 : tensor<6x37xf32>
}
