// An op whose result is read by rows and by columns is computed before the loop
// over rows.
// RUN: ag-opt %s --ag-fuse-shared -o %t && FileCheck %s --input-file %t
// RUN: ag-run %t --input=randn:1 --same-as=%s
// RUN: ag-run %s --input=randn:1 --on=cpu --march=x86-64-v3 --same-as=%s

#ij = affine_map<(i, j) -> (i, j)>
#ji = affine_map<(i, j) -> (j, i)>
#i = affine_map<(i, j) -> (i)>

// CHECK-LABEL: func @main
// CHECK: %[[E:.*]] = linalg.generic {{.*}} outs(%{{.*}} : tensor<6x6xf32>)
// CHECK: scf.for
// CHECK-DAG: tensor.extract_slice %[[E]][%{{.*}}, 0] [1, 6]
// CHECK-DAG: tensor.extract_slice %[[E]][0, %{{.*}}] [6, 1]
// CHECK: } {ag.parallel}
// CHECK-NOT: math.exp
// CHECK: return
func.func @main(%x: tensor<6x6xf32>) -> tensor<6x6xf32> {
  %zero = arith.constant 0.0 : f32
  %e0 = tensor.empty() : tensor<6x6xf32>
  %e1 = tensor.empty() : tensor<6xf32>
  %e = linalg.generic {indexing_maps = [#ij, #ij], iterator_types = ["parallel", "parallel"]} ins(%x : tensor<6x6xf32>) outs(%e0 : tensor<6x6xf32>) {
  ^bb0(%a: f32, %o: f32):
    %r = math.exp %a : f32
    linalg.yield %r : f32
  } -> tensor<6x6xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e1 : tensor<6xf32>) -> tensor<6xf32>
  %s = linalg.generic {indexing_maps = [#ij, #i], iterator_types = ["parallel", "reduction"]} ins(%e : tensor<6x6xf32>) outs(%f : tensor<6xf32>) {
  ^bb0(%a: f32, %o: f32):
    %r = arith.addf %o, %a : f32
    linalg.yield %r : f32
  } -> tensor<6xf32>
  %y = linalg.generic {indexing_maps = [#ij, #ji, #i, #ij], iterator_types = ["parallel", "parallel"]} ins(%e, %e, %s : tensor<6x6xf32>, tensor<6x6xf32>, tensor<6xf32>) outs(%e0 : tensor<6x6xf32>) {
  ^bb0(%a: f32, %b: f32, %c: f32, %o: f32):
    %r = arith.addf %a, %b : f32
    %q = arith.divf %r, %c : f32
    linalg.yield %q : f32
  } -> tensor<6x6xf32>
  return %y : tensor<6x6xf32>
}
