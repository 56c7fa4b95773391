// RUN: ag-opt %s --march=x86-64-v3 --ag-block-contractions --canonicalize --cse --split-input-file --remarks-filter=ag-block-contractions -o %t 2>&1 | FileCheck %s --check-prefix=REMARK
// RUN: FileCheck %s --input-file=%t

#a = affine_map<(m, n, k) -> (k, m)>
#b = affine_map<(m, n, k) -> (k, n)>
#c = affine_map<(m, n, k) -> (m, n)>

// A long sum is split: eight blocks of terms add to sums of their own, which a
// Kahan sum joins. The remaining terms are one more block.
// REMARK-NOT: blocks |
// REMARK: [[#@LINE+13]]:8: remark: [Passed] blocks | {{.*}} Function=sums | Remark="is computed in blocks of 64 rows and 256 terms", rows=64, terms=256
// CHECK-LABEL: func.func @sums(
// CHECK-SAME: %[[X:.*]]: tensor<20011x64xf32>, %[[Y:.*]]: tensor<20011x64xf32>, %[[START:.*]]: tensor<64x64xf32>
// CHECK: %[[SUMS:.*]]:2 = scf.for %[[G:.*]] = %c0 to %c19968 step %c2048 iter_args(%[[SUM:.*]] = %[[START]], %[[EXCESS:.*]] = %{{.*}})
// CHECK:   %[[GROUP:.*]] = scf.for %[[K:.*]] = %[[G]] to %{{.*}} step %c256 iter_args(%[[T:.*]] = %{{.*}}) -> (tensor<64x64xf32>)
// CHECK:     %[[A:.*]] = tensor.extract_slice %[[X]][%[[K]], 0] [256, 64] [1, 1]
// CHECK:     %[[B:.*]] = tensor.extract_slice %[[Y]][%[[K]], 0] [256, 64] [1, 1]
// CHECK:     linalg.generic {{.*}} ins(%[[A]], %[[B]] : {{.*}}) outs(%[[T]] : tensor<64x64xf32>)
// CHECK:   linalg.generic {{.*}} ins(%[[GROUP]] : tensor<64x64xf32>) outs(%[[SUM]], %[[EXCESS]] :
// CHECK: %[[A:.*]] = tensor.extract_slice %[[X]][19968, 0] [43, 64] [1, 1]
// CHECK: %[[B:.*]] = tensor.extract_slice %[[Y]][19968, 0] [43, 64] [1, 1]
// CHECK: linalg.generic {{.*}} ins(%[[A]], %[[B]] : {{.*}}) outs(%[[SUMS]]#0 : tensor<64x64xf32>)
func.func @sums(%x: tensor<20011x64xf32>, %y: tensor<20011x64xf32>, %start: tensor<64x64xf32>) -> tensor<64x64xf32> {
  %0 = linalg.generic {indexing_maps = [#a, #b, #c], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %y : tensor<20011x64xf32>, tensor<20011x64xf32>) outs(%start : tensor<64x64xf32>) {
  ^bb0(%p: f32, %q: f32, %r: f32):
    %s = arith.mulf %p, %q : f32
    %t = arith.addf %r, %s : f32
    linalg.yield %t : f32
  } -> tensor<64x64xf32>
  return %0 : tensor<64x64xf32>
}

// -----

#a = affine_map<(r, m, n, k) -> (r, m, k)>
#b = affine_map<(r, m, n, k) -> (k, n)>
#c = affine_map<(r, m, n, k) -> (r, m, n)>
#v = affine_map<(r, m, n) -> (n)>
#i = affine_map<(r, m, n) -> (r, m, n)>

// Many rows, in two loops: each block of 8 x 64 is fused with its user.
// REMARK-NOT: blocks |
// REMARK: [[#@LINE+14]]:8: remark: [Passed] blocks | {{.*}} Function=rows | Remark="is computed in blocks of 512 rows and 128 terms", rows=512, terms=128
// REMARK-NOT: blocks |
// CHECK-LABEL: func.func @rows(
// CHECK-SAME: %[[X:.*]]: tensor<160x64x128xf32>, %[[W:.*]]: tensor<128x256xf32>, %[[BIAS:.*]]: tensor<256xf32>
// CHECK: scf.for %[[R:.*]] = %c0 to %c160 step %c8 iter_args(%[[Y:.*]] = %{{.*}}) -> (tensor<160x64x256xf32>)
// CHECK:   %[[A:.*]] = tensor.extract_slice %[[X]][%[[R]], 0, 0] [8, 64, 128] [1, 1, 1]
// CHECK:   %[[P:.*]] = linalg.generic {{.*}} ins(%[[A]], %[[W]] : {{.*}}) outs(%{{.*}} : tensor<8x64x256xf32>)
// CHECK:   %[[Z:.*]] = linalg.generic {{.*}} ins(%[[P]], %[[BIAS]] : {{.*}}) outs(%{{.*}} : tensor<8x64x256xf32>)
// CHECK:   tensor.insert_slice %[[Z]] into %[[Y]][%[[R]], 0, 0] [8, 64, 256] [1, 1, 1]
// CHECK: {ag.parallel}
func.func @rows(%x: tensor<160x64x128xf32>, %w: tensor<128x256xf32>, %bias: tensor<256xf32>) -> tensor<160x64x256xf32> {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<160x64x256xf32>
  %start = linalg.fill ins(%zero : f32) outs(%empty : tensor<160x64x256xf32>) -> tensor<160x64x256xf32>
  %0 = linalg.generic {indexing_maps = [#a, #b, #c], iterator_types = ["parallel", "parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<160x64x128xf32>, tensor<128x256xf32>) outs(%start : tensor<160x64x256xf32>) {
  ^bb0(%p: f32, %q: f32, %r: f32):
    %s = arith.mulf %p, %q : f32
    %t = arith.addf %r, %s : f32
    linalg.yield %t : f32
  } -> tensor<160x64x256xf32>
  %1 = linalg.generic {indexing_maps = [#i, #v, #i], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%0, %bias : tensor<160x64x256xf32>, tensor<256xf32>) outs(%empty : tensor<160x64x256xf32>) {
  ^bb0(%p: f32, %q: f32, %r: f32):
    %s = arith.addf %p, %q : f32
    linalg.yield %s : f32
  } -> tensor<160x64x256xf32>
  return %1 : tensor<160x64x256xf32>
}
