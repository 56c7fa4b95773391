// Each result of an op has its own sizes: one of these two is transposed.
// RUN: ag-opt %s --ag-insert-checks | FileCheck %s
// CHECK-LABEL: func @turned
// CHECK: linalg.generic
// CHECK: ag.require %{{.*}}, "ag.add: a dimension is {0} in one operand and {1} in another"
// CHECK: ag.require %{{.*}}, "ag.add: a dimension is {0} in one operand and {1} in another"
// CHECK-NEXT: ag.add
func.func @turned(%x: tensor<?x?xf32>, %e: tensor<?x?xf32>, %f: tensor<?x?xf32>) -> tensor<?x?xf32> {
  %r:2 = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (j, i)>], iterator_types = ["parallel", "parallel"]}
      ins(%x : tensor<?x?xf32>) outs(%e, %f : tensor<?x?xf32>, tensor<?x?xf32>) {
  ^bb0(%in: f32, %a: f32, %b: f32):
    linalg.yield %in, %in : f32, f32
  } -> (tensor<?x?xf32>, tensor<?x?xf32>)
  %s = ag.add %r#1, %x : tensor<?x?xf32>
  return %s : tensor<?x?xf32>
}
