// One computation is one group in all spellings, although the scores of a head are many times the
// size of a cache. A value that the tile loop does not index, such as scaled keys, counts once
// and not per row. The initial value of a sum, or a constant, is not read again per iteration.
// RUN: ag-opt %s --fuse | FileCheck %s
// RUN: ag-opt %s --march=x86-64 --fuse | FileCheck %s
// RUN: ag-opt %s --march=x86-64-v4 --fuse | FileCheck %s

#rows = affine_map<(h, i, j) -> (h, i)>
#scores = affine_map<(h, i, j) -> (h, i, j)>
#q = affine_map<(h, i, j, d) -> (h, i, d)>
#k = affine_map<(h, i, j, d) -> (h, j, d)>
#s = affine_map<(h, i, j, d) -> (h, i, j)>
#p = affine_map<(h, i, d, j) -> (h, i, j)>
#v = affine_map<(h, i, d, j) -> (h, j, d)>
#o = affine_map<(h, i, d, j) -> (h, i, d)>
!heads = tensor<12x2048x64xf32>
!scores = tensor<12x2048x2048xf32>
!rows = tensor<12x2048xf32>

// CHECK-LABEL: func.func @plain(
// CHECK: ag.fused {{.*}} form = "[[FORM:[0-9a-f]+]]", nest = {{.*}}, passes = 1 : i64
// CHECK-NOT: ag.fused
// CHECK: return
func.func @plain(%q: !heads, %k: !heads, %v: !heads) -> !heads {
  %scale = arith.constant dense<0.125> : !scores
  %s = ag.contract "hid,hjd->hij" %q, %k : !heads, !heads -> !scores
  %scaled = ag.mul %s, %scale : !scores
  %e = ag.exp %scaled : !scores
  %l = ag.reduce sum %e [2] : !scores -> !rows
  %ls = ag.broadcast %l [0, 1] : !rows -> !scores
  %p = ag.div %e, %ls : !scores
  %o = ag.contract "hij,hjd->hid" %p, %v : !scores, !heads -> !heads
  return %o : !heads
}

// CHECK-LABEL: func.func @scaled_keys(
// CHECK-NEXT: ag.fused {{.*}} form = "[[FORM]]", nest = {{.*}}, passes = 1 : i64
// CHECK-NOT: ag.fused
// CHECK: return
func.func @scaled_keys(%q: !heads, %k: !heads, %v: !heads) -> !heads {
  %scale = arith.constant dense<0.125> : !heads
  %scaled = ag.mul %k, %scale : !heads
  %s = ag.contract "hid,hjd->hij" %q, %scaled : !heads, !heads -> !scores
  %m = ag.reduce max %s [2] : !scores -> !rows
  %ms = ag.broadcast %m [0, 1] : !rows -> !scores
  %u = ag.sub %s, %ms : !scores
  %e = ag.exp %u : !scores
  %l = ag.reduce sum %e [2] : !scores -> !rows
  %ls = ag.broadcast %l [0, 1] : !rows -> !scores
  %p = ag.div %e, %ls : !scores
  %o = ag.contract "hij,hjd->hid" %p, %v : !scores, !heads -> !heads
  return %o : !heads
}

// CHECK-LABEL: func.func @linalg(
// CHECK: ag.fused {{.*}} form = "[[FORM]]", nest = {{.*}}, passes = 1 : i64
// CHECK-NOT: ag.fused
// CHECK: return
func.func @linalg(%q: !heads, %k: !heads, %v: !heads) -> !heads {
  %zero = arith.constant 0.0 : f32
  %scale = arith.constant 0.125 : f32
  %to = tensor.empty() : !scores
  %zeros = linalg.fill ins(%zero : f32) outs(%to : !scores) -> !scores
  %s = linalg.generic {indexing_maps = [#q, #k, #s], iterator_types = ["parallel", "parallel", "parallel", "reduction"]}
      ins(%q, %k : !heads, !heads) outs(%zeros : !scores) {
  ^bb0(%a: f32, %b: f32, %c: f32):
    %ab = arith.mulf %a, %b : f32
    %abc = arith.addf %c, %ab : f32
    linalg.yield %abc : f32
  } -> !scores
  %scales = linalg.fill ins(%scale : f32) outs(%to : !scores) -> !scores
  %scaled = linalg.generic {indexing_maps = [#scores, #scores, #scores], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%s, %scales : !scores, !scores) outs(%to : !scores) {
  ^bb0(%a: f32, %b: f32, %c: f32):
    %ab = arith.mulf %a, %b : f32
    linalg.yield %ab : f32
  } -> !scores
  %e = linalg.generic {indexing_maps = [#scores, #scores], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%scaled : !scores) outs(%to : !scores) {
  ^bb0(%a: f32, %c: f32):
    %x = math.exp %a : f32
    linalg.yield %x : f32
  } -> !scores
  %to_rows = tensor.empty() : !rows
  %zero_rows = linalg.fill ins(%zero : f32) outs(%to_rows : !rows) -> !rows
  %l = linalg.generic {indexing_maps = [#scores, #rows], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%e : !scores) outs(%zero_rows : !rows) {
  ^bb0(%a: f32, %c: f32):
    %sum = arith.addf %a, %c : f32
    linalg.yield %sum : f32
  } -> !rows
  %ls = linalg.broadcast ins(%l : !rows) outs(%to : !scores) dimensions = [2]
  %p = linalg.generic {indexing_maps = [#scores, #scores, #scores], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%e, %ls : !scores, !scores) outs(%to : !scores) {
  ^bb0(%a: f32, %b: f32, %c: f32):
    %ab = arith.divf %a, %b : f32
    linalg.yield %ab : f32
  } -> !scores
  %to_heads = tensor.empty() : !heads
  %zero_heads = linalg.fill ins(%zero : f32) outs(%to_heads : !heads) -> !heads
  %o = linalg.generic {indexing_maps = [#p, #v, #o], iterator_types = ["parallel", "parallel", "parallel", "reduction"]}
      ins(%p, %v : !scores, !heads) outs(%zero_heads : !heads) {
  ^bb0(%a: f32, %b: f32, %c: f32):
    %ab = arith.mulf %a, %b : f32
    %abc = arith.addf %c, %ab : f32
    linalg.yield %abc : f32
  } -> !heads
  return %o : !heads
}
