// A sum of products is recognized in a single op too. It is a matrix product if
// no factor is indexed by all loops.
// RUN: ag-opt --fuse --remarks-filter=ag-fuse %s -o %t 2> %t.remarks && FileCheck %s --input-file=%t
// RUN: FileCheck %s --check-prefix=REMARK --input-file=%t.remarks
// RUN: ag-run %t --input=randn:1 --same-as=%s
// RUN: ag-run %t --input=randn:1 --same-as=%s --on=cpu

// REMARK: known-sums-linalg.mlir:[[#@LINE+37]]:8: {{.*}} sum | {{.*}}is computed from existing values
// CHECK-LABEL: func.func @main(
// CHECK-COUNT-2: "reduction"
// CHECK-SAME: ins(%{{.*}} : tensor<64x8xf32>, tensor<64x8xf32>)
// CHECK-NOT: "reduction"
// CHECK: return
#ij = affine_map<(i, j) -> (i, j)>
#i = affine_map<(i, j) -> (i)>
#ie = affine_map<(i, e, j) -> (i, e)>
#ije = affine_map<(i, e, j) -> (i, j)>
#je = affine_map<(i, e, j) -> (j, e)>
#left = affine_map<(i, j, e) -> (i, e)>
#right = affine_map<(i, j, e) -> (j, e)>
#out = affine_map<(i, j, e) -> (i, j)>
func.func @main(%x: tensor<64x48xf32>, %v: tensor<48x8xf32>, %g: tensor<64x8xf32>) -> (tensor<64x8xf32>, tensor<64xf32>) {
  %zero = arith.constant 0.0 : f32
  %0 = tensor.empty() : tensor<64x48xf32>
  %p = linalg.exp ins(%x : tensor<64x48xf32>) outs(%0 : tensor<64x48xf32>) -> tensor<64x48xf32>
  %1 = tensor.empty() : tensor<64x8xf32>
  %2 = linalg.fill ins(%zero : f32) outs(%1 : tensor<64x8xf32>) -> tensor<64x8xf32>
  %o = linalg.generic {indexing_maps = [#ije, #je, #ie], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%p, %v : tensor<64x48xf32>, tensor<48x8xf32>) outs(%2 : tensor<64x8xf32>) {
  ^bb0(%a: f32, %b: f32, %c: f32):
    %m = arith.mulf %a, %b : f32
    %s = arith.addf %c, %m : f32
    linalg.yield %s : f32
  } -> tensor<64x8xf32>
  %3 = linalg.fill ins(%zero : f32) outs(%0 : tensor<64x48xf32>) -> tensor<64x48xf32>
  %dp = linalg.generic {indexing_maps = [#left, #right, #out], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%g, %v : tensor<64x8xf32>, tensor<48x8xf32>) outs(%3 : tensor<64x48xf32>) {
  ^bb0(%a: f32, %b: f32, %c: f32):
    %m = arith.mulf %a, %b : f32
    %s = arith.addf %c, %m : f32
    linalg.yield %s : f32
  } -> tensor<64x48xf32>
  %4 = tensor.empty() : tensor<64xf32>
  %5 = linalg.fill ins(%zero : f32) outs(%4 : tensor<64xf32>) -> tensor<64xf32>
  %r = linalg.generic {indexing_maps = [#ij, #ij, #i], iterator_types = ["parallel", "reduction"]}
      ins(%p, %dp : tensor<64x48xf32>, tensor<64x48xf32>) outs(%5 : tensor<64xf32>) {
  ^bb0(%a: f32, %b: f32, %c: f32):
    %m = arith.mulf %a, %b : f32
    %s = arith.addf %c, %m : f32
    linalg.yield %s : f32
  } -> tensor<64xf32>
  return %o, %r : tensor<64x8xf32>, tensor<64xf32>
}
