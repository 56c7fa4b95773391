// These groups make one pass over the reduced dimension. Causal attention stops at a tile's
// last row, evaluates its mask in that tile only, and holds no unsplit row of scores.
// RUN: ag-opt %s --ag-tile-groups -o %t.mlir && FileCheck %s --input-file=%t.mlir
// RUN: ag-opt %s --ag-tile-groups --remarks-filter=ag-tile-groups -o %t.mlir 2>&1 | FileCheck %s --check-prefix=REMARKS
// RUN: mlir-opt %t.mlir --one-shot-bufferize="bufferize-function-boundaries" --convert-linalg-to-loops --convert-scf-to-cf -o /dev/null
// RUN: ag-run %t.mlir --entry=causal --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=causal --input=randn:1 --on=cpu --march=%widest --rtol=1e-4 --same-as=%s
// RUN: ag-run %s --entry=causal --input=randn:1 --on=cpu --march=x86-64-v3 --threads=2 --rtol=1e-4 --same-as=%s

#ik = affine_map<(i, j, d) -> (i, d)>
#jk = affine_map<(i, j, d) -> (j, d)>
#ij = affine_map<(i, j, d) -> (i, j)>
#both = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>
#ije = affine_map<(i, e, j) -> (i, j)>
#je = affine_map<(i, e, j) -> (j, e)>
#ie = affine_map<(i, e, j) -> (i, e)>

// REMARKS: [Passed] stream | {{.*}}Function=causal | Remark="3 sums go once through what is reduced", bounds=1, tile=64

// Rows 0 to 127 are computed in tiles of 64, followed by the last 22.
// CHECK-LABEL: func.func @causal(
// CHECK-NOT: x150xf32>
// CHECK: %[[O:.*]] = scf.for %[[T:.*]] = %c0 to %c2 step %c1 iter_args
// CHECK: %[[I:.*]] = affine.apply {{.*}}(%[[T]])
// CHECK: tensor.extract_slice %arg0[%[[I]], 0] [64, 8]
// CHECK: %[[R:.*]]:3 = scf.for %[[J:.*]] = %c0 to %[[T]] step %c1 iter_args(%[[M:.*]] = {{.*}}, %[[L:.*]] = {{.*}}, %[[A:.*]] = {{.*}}) -> (tensor<64xf32>, tensor<64xf32>, tensor<64x8xf32>)
// CHECK-NOT: linalg.index
// CHECK: linalg.generic {{.*}} iterator_types = ["parallel", "parallel", "reduction"]
// CHECK: arith.minnumf
// CHECK: math.exp
// CHECK: math.exp
// CHECK: linalg.generic {{.*}} iterator_types = ["parallel", "parallel", "reduction"]
// CHECK: scf.yield
// This is the tile on the diagonal.
// CHECK: tensor.extract_slice %arg1[%[[I]], 0] [64, 8]
// CHECK: linalg.index
// CHECK: arith.divf
// CHECK: tensor.insert_slice
// CHECK: } {ag.parallel}
// CHECK: tensor.extract_slice %arg0[128, 0] [22, 8]
// CHECK: scf.for %{{.*}} = %c0 to %c2 step %c1
// CHECK: tensor.extract_slice %arg1[128, 0] [22, 8]
func.func @causal(%q: tensor<150x8xf32>, %k: tensor<150x8xf32>, %v: tensor<150x8xf32>) -> tensor<150x8xf32> {
  %r = ag.fused (%a = %q : tensor<150x8xf32>, %b = %k : tensor<150x8xf32>, %c = %v : tensor<150x8xf32>) -> tensor<150x8xf32> {
    %zero = arith.constant 0.0 : f32
    %low = arith.constant 0xFF800000 : f32
    %e = tensor.empty() : tensor<150x150xf32>
    %f = linalg.fill ins(%zero : f32) outs(%e : tensor<150x150xf32>) -> tensor<150x150xf32>
    %s = linalg.generic {indexing_maps = [#ik, #jk, #ij], iterator_types = ["parallel", "parallel", "reduction"]} ins(%a, %b : tensor<150x8xf32>, tensor<150x8xf32>) outs(%f : tensor<150x150xf32>) {
    ^bb0(%x: f32, %y: f32, %z: f32):
      %0 = arith.mulf %x, %y : f32
      %1 = arith.addf %z, %0 : f32
      linalg.yield %1 : f32
    } -> tensor<150x150xf32>
    %w = linalg.generic {indexing_maps = [#both, #both], iterator_types = ["parallel", "parallel"]} ins(%s : tensor<150x150xf32>) outs(%e : tensor<150x150xf32>) {
    ^bb0(%x: f32, %z: f32):
      %i = linalg.index 0 : index
      %j = linalg.index 1 : index
      %0 = arith.cmpi sge, %i, %j : index
      %1 = arith.select %0, %x, %low : f32
      linalg.yield %1 : f32
    } -> tensor<150x150xf32>
    %r1 = tensor.empty() : tensor<150xf32>
    %f1 = linalg.fill ins(%low : f32) outs(%r1 : tensor<150xf32>) -> tensor<150xf32>
    %m = linalg.reduce { arith.maximumf } ins(%w : tensor<150x150xf32>) outs(%f1 : tensor<150xf32>) dimensions = [1]
    %p = linalg.generic {indexing_maps = [#both, #row, #both], iterator_types = ["parallel", "parallel"]} ins(%w, %m : tensor<150x150xf32>, tensor<150xf32>) outs(%e : tensor<150x150xf32>) {
    ^bb0(%x: f32, %y: f32, %z: f32):
      %0 = arith.subf %x, %y : f32
      %1 = math.exp %0 : f32
      linalg.yield %1 : f32
    } -> tensor<150x150xf32>
    %f0 = linalg.fill ins(%zero : f32) outs(%r1 : tensor<150xf32>) -> tensor<150xf32>
    %l = linalg.reduce { arith.addf } ins(%p : tensor<150x150xf32>) outs(%f0 : tensor<150xf32>) dimensions = [1]
    %e2 = tensor.empty() : tensor<150x8xf32>
    %f2 = linalg.fill ins(%zero : f32) outs(%e2 : tensor<150x8xf32>) -> tensor<150x8xf32>
    %o = linalg.generic {indexing_maps = [#ije, #je, #ie], iterator_types = ["parallel", "parallel", "reduction"]} ins(%p, %c : tensor<150x150xf32>, tensor<150x8xf32>) outs(%f2 : tensor<150x8xf32>) {
    ^bb0(%x: f32, %y: f32, %z: f32):
      %0 = arith.mulf %x, %y : f32
      %1 = arith.addf %z, %0 : f32
      linalg.yield %1 : f32
    } -> tensor<150x8xf32>
    %d = linalg.generic {indexing_maps = [#both, #row, #both], iterator_types = ["parallel", "parallel"]} ins(%o, %l : tensor<150x8xf32>, tensor<150xf32>) outs(%e2 : tensor<150x8xf32>) {
    ^bb0(%x: f32, %y: f32, %z: f32):
      %0 = arith.divf %x, %y : f32
      linalg.yield %0 : f32
    } -> tensor<150x8xf32>
    ag.yield %d : tensor<150x8xf32>
  }
  return %r : tensor<150x8xf32>
}
