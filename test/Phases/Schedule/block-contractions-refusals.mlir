// These contractions get no blocks: caches hold the operands that tiles
// re-read, or sizes are unknown.
// RUN: ag-opt %s --march=x86-64-v3 --ag-block-contractions --remarks-filter=ag-block-contractions 2>&1 | FileCheck %s --implicit-check-not=scf.for --implicit-check-not="remark:"

#a = affine_map<(m, n, k) -> (m, k)>
#b = affine_map<(m, n, k) -> (k, n)>
#c = affine_map<(m, n, k) -> (m, n)>
#product = {indexing_maps = [#a, #b, #c], iterator_types = ["parallel", "parallel", "reduction"]}

#at = affine_map<(m, n, k) -> (k, m)>
#sums = {indexing_maps = [#at, #b, #c], iterator_types = ["parallel", "parallel", "reduction"]}

#ab = affine_map<(g, m, n, k) -> (g, k, m)>
#bb = affine_map<(g, m, n, k) -> (g, k, n)>
#cb = affine_map<(g, m, n, k) -> (g, m, n)>
#batched = {indexing_maps = [#ab, #bb, #cb], iterator_types = ["parallel", "parallel", "parallel", "reduction"]}

// The columns of a tile, 2000 x 16, fit in half of L2.
// CHECK-LABEL: func.func @short(
func.func @short(%x: tensor<2000x256xf32>, %y: tensor<2000x256xf32>, %z: tensor<256x256xf32>) -> tensor<256x256xf32> {
  %0 = linalg.generic #sums ins(%x, %y : tensor<2000x256xf32>, tensor<2000x256xf32>) outs(%z : tensor<256x256xf32>) {
  ^bb0(%p: f32, %q: f32, %r: f32):
    %s = arith.mulf %p, %q : f32
    %t = arith.addf %r, %s : f32
    linalg.yield %t : f32
  } -> tensor<256x256xf32>
  return %0 : tensor<256x256xf32>
}

// One tile has all the rows, so each operand is read once.
// CHECK-LABEL: func.func @once(
func.func @once(%x: tensor<20000x8xf32>, %y: tensor<20000x16xf32>, %z: tensor<8x16xf32>) -> tensor<8x16xf32> {
  %0 = linalg.generic #sums ins(%x, %y : tensor<20000x8xf32>, tensor<20000x16xf32>) outs(%z : tensor<8x16xf32>) {
  ^bb0(%p: f32, %q: f32, %r: f32):
    %s = arith.mulf %p, %q : f32
    %t = arith.addf %r, %s : f32
    linalg.yield %t : f32
  } -> tensor<8x16xf32>
  return %0 : tensor<8x16xf32>
}

// The weight is packed by load, so the columns of a tile are contiguous.
// CHECK-LABEL: func.func @weight(
func.func @weight(%x: tensor<64x20000xf32>, %w: tensor<20000x64xf32> {ag.parameter = "w"}, %z: tensor<64x64xf32>) -> tensor<64x64xf32> {
  %0 = linalg.generic #product ins(%x, %w : tensor<64x20000xf32>, tensor<20000x64xf32>) outs(%z : tensor<64x64xf32>) {
  ^bb0(%p: f32, %q: f32, %r: f32):
    %s = arith.mulf %p, %q : f32
    %t = arith.addf %r, %s : f32
    linalg.yield %t : f32
  } -> tensor<64x64xf32>
  return %0 : tensor<64x64xf32>
}

// Blocks of rows do not pay, as half of L2 does not hold B, which has 2 MiB.
// CHECK-LABEL: func.func @wide(
func.func @wide(%x: tensor<4096x512xf32>, %y: tensor<512x1024xf32>, %z: tensor<4096x1024xf32>) -> tensor<4096x1024xf32> {
  %0 = linalg.generic #product ins(%x, %y : tensor<4096x512xf32>, tensor<512x1024xf32>) outs(%z : tensor<4096x1024xf32>) {
  ^bb0(%p: f32, %q: f32, %r: f32):
    %s = arith.mulf %p, %q : f32
    %t = arith.addf %r, %s : f32
    linalg.yield %t : f32
  } -> tensor<4096x1024xf32>
  return %0 : tensor<4096x1024xf32>
}

// Blocks need a known size and a product without batch dimensions.
// CHECK-LABEL: func.func @any(
func.func @any(%x: tensor<?x256xf32>, %y: tensor<?x256xf32>, %z: tensor<256x256xf32>) -> tensor<256x256xf32> {
  %0 = linalg.generic #sums ins(%x, %y : tensor<?x256xf32>, tensor<?x256xf32>) outs(%z : tensor<256x256xf32>) {
  ^bb0(%p: f32, %q: f32, %r: f32):
    %s = arith.mulf %p, %q : f32
    %t = arith.addf %r, %s : f32
    linalg.yield %t : f32
  } -> tensor<256x256xf32>
  return %0 : tensor<256x256xf32>
}
// CHECK-LABEL: func.func @batches(
func.func @batches(%x: tensor<4x20000x64xf32>, %y: tensor<4x20000x64xf32>, %z: tensor<4x64x64xf32>) -> tensor<4x64x64xf32> {
  %0 = linalg.generic #batched ins(%x, %y : tensor<4x20000x64xf32>, tensor<4x20000x64xf32>) outs(%z : tensor<4x64x64xf32>) {
  ^bb0(%p: f32, %q: f32, %r: f32):
    %s = arith.mulf %p, %q : f32
    %t = arith.addf %r, %s : f32
    linalg.yield %t : f32
  } -> tensor<4x64x64xf32>
  return %0 : tensor<4x64x64xf32>
}
