// torch's scaled_dot_product_attention with dynamic sizes, decomposed. The mask is broadcast
// and the weights are viewed to computed sizes; a size of -1 would follow from the others.
// RUN: ag-run %s --dim=b=2 --dim=n=5 --dim=m=7 --dim=d=8 --input=randn:1 --on=cpu --march=x86-64-v3 --same-as=%s
// RUN: ag-run %s --dim=b=1 --dim=n=33 --dim=m=40 --dim=d=16 --input=randn:1 --on=cpu --march=x86-64-v3 --same-as=%s

#bij = affine_map<(b, i, j) -> (b, i, j)>
#bji = affine_map<(b, i, j) -> (b, j, i)>
#bi0 = affine_map<(b, i, j) -> (b, i, 0)>
#ij = affine_map<(b, i, j) -> (i, j)>

func.func @main(%q: tensor<?x?x?xf32> {ag.dims = ["b", "n", "d"]}, %k: tensor<?x?x?xf32> {ag.dims = ["b", "m", "d"]}, %v: tensor<?x?x?xf32> {ag.dims = ["b", "m", "d"]}, %mask: tensor<?x?xf32> {ag.dims = ["n", "m"]}) -> tensor<?x?x?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c0_i64 = arith.constant 0 : i64
  %zero = arith.constant 0.000000e+00 : f32
  %lowest = arith.constant 0xFF800000 : f32
  %b = tensor.dim %q, %c0 : tensor<?x?x?xf32>
  %n = tensor.dim %q, %c1 : tensor<?x?x?xf32>
  %d = tensor.dim %q, %c2 : tensor<?x?x?xf32>
  %m = tensor.dim %k, %c1 : tensor<?x?x?xf32>
  %ek = tensor.empty(%b, %d, %m) : tensor<?x?x?xf32>
  %kt = linalg.transpose ins(%k : tensor<?x?x?xf32>) outs(%ek : tensor<?x?x?xf32>) permutation = [0, 2, 1]
  %es = tensor.empty(%b, %n, %m) : tensor<?x?x?xf32>
  %fs = linalg.fill ins(%zero : f32) outs(%es : tensor<?x?x?xf32>) -> tensor<?x?x?xf32>
  %s = linalg.batch_matmul ins(%q, %kt : tensor<?x?x?xf32>, tensor<?x?x?xf32>) outs(%fs : tensor<?x?x?xf32>) -> tensor<?x?x?xf32>
  // The mask is expanded to the scores' sizes.
  %s0 = tensor.dim %s, %c0 : tensor<?x?x?xf32>
  %s1 = tensor.dim %s, %c1 : tensor<?x?x?xf32>
  %s2 = tensor.dim %s, %c2 : tensor<?x?x?xf32>
  %i0 = arith.index_cast %s0 : index to i64
  %i1 = arith.index_cast %s1 : index to i64
  %i2 = arith.index_cast %s2 : index to i64
  %one = arith.constant 1 : i64
  %l0 = arith.cmpi slt, %i0, %c0_i64 : i64
  %l1 = arith.cmpi slt, %i1, %c0_i64 : i64
  %l2 = arith.cmpi slt, %i2, %c0_i64 : i64
  %m0 = tensor.dim %mask, %c0 : tensor<?x?xf32>
  %m1 = tensor.dim %mask, %c1 : tensor<?x?xf32>
  %j0 = arith.index_cast %m0 : index to i64
  %j1 = arith.index_cast %m1 : index to i64
  %t0 = arith.select %l0, %one, %i0 : i64
  %t1 = arith.select %l1, %j0, %i1 : i64
  %t2 = arith.select %l2, %j1, %i2 : i64
  %u0 = arith.index_cast %t0 : i64 to index
  %u1 = arith.index_cast %t1 : i64 to index
  %u2 = arith.index_cast %t2 : i64 to index
  %em = tensor.empty(%u0, %u1, %u2) : tensor<?x?x?xf32>
  %bm = linalg.generic {indexing_maps = [#ij, #bij], iterator_types = ["parallel", "parallel", "parallel"]} ins(%mask : tensor<?x?xf32>) outs(%em : tensor<?x?x?xf32>) {
  ^bb0(%in: f32, %out: f32):
    linalg.yield %in : f32
  } -> tensor<?x?x?xf32>
  %x = linalg.generic {indexing_maps = [#bij, #bij, #bij], iterator_types = ["parallel", "parallel", "parallel"]} ins(%s, %bm : tensor<?x?x?xf32>, tensor<?x?x?xf32>) outs(%em : tensor<?x?x?xf32>) {
  ^bb0(%in: f32, %add: f32, %out: f32):
    %0 = arith.addf %in, %add : f32
    linalg.yield %0 : f32
  } -> tensor<?x?x?xf32>
  %x0 = tensor.dim %x, %c0 : tensor<?x?x?xf32>
  %x1 = tensor.dim %x, %c1 : tensor<?x?x?xf32>
  %er = tensor.empty(%x0, %x1) : tensor<?x?x1xf32>
  %fm = linalg.fill ins(%lowest : f32) outs(%er : tensor<?x?x1xf32>) -> tensor<?x?x1xf32>
  %max = linalg.generic {indexing_maps = [#bij, #bi0], iterator_types = ["parallel", "parallel", "reduction"]} ins(%x : tensor<?x?x?xf32>) outs(%fm : tensor<?x?x1xf32>) {
  ^bb0(%in: f32, %out: f32):
    %0 = arith.maximumf %in, %out : f32
    linalg.yield %0 : f32
  } -> tensor<?x?x1xf32>
  %exp = linalg.generic {indexing_maps = [#bij, #bi0, #bij], iterator_types = ["parallel", "parallel", "parallel"]} ins(%x, %max : tensor<?x?x?xf32>, tensor<?x?x1xf32>) outs(%em : tensor<?x?x?xf32>) {
  ^bb0(%in: f32, %greatest: f32, %out: f32):
    %0 = arith.subf %in, %greatest : f32
    %1 = math.exp %0 : f32
    linalg.yield %1 : f32
  } -> tensor<?x?x?xf32>
  %fz = linalg.fill ins(%zero : f32) outs(%er : tensor<?x?x1xf32>) -> tensor<?x?x1xf32>
  %sum = linalg.generic {indexing_maps = [#bij, #bi0], iterator_types = ["parallel", "parallel", "reduction"]} ins(%exp : tensor<?x?x?xf32>) outs(%fz : tensor<?x?x1xf32>) {
  ^bb0(%in: f32, %out: f32):
    %0 = arith.addf %in, %out : f32
    linalg.yield %0 : f32
  } -> tensor<?x?x1xf32>
  %p = linalg.generic {indexing_maps = [#bij, #bi0, #bij], iterator_types = ["parallel", "parallel", "parallel"]} ins(%exp, %sum : tensor<?x?x?xf32>, tensor<?x?x1xf32>) outs(%em : tensor<?x?x?xf32>) {
  ^bb0(%in: f32, %all: f32, %out: f32):
    %0 = arith.divf %in, %all : f32
    linalg.yield %0 : f32
  } -> tensor<?x?x?xf32>
  %p0 = tensor.dim %p, %c0 : tensor<?x?x?xf32>
  %p1 = tensor.dim %p, %c1 : tensor<?x?x?xf32>
  %dv = tensor.dim %v, %c2 : tensor<?x?x?xf32>
  %k0 = arith.index_cast %p0 : index to i64
  %k1 = arith.index_cast %p1 : index to i64
  %p2 = tensor.dim %p, %c2 : tensor<?x?x?xf32>
  %k2 = arith.index_cast %p2 : index to i64
  %lt0 = arith.cmpi slt, %k0, %c0_i64 : i64
  %lt1 = arith.cmpi slt, %k1, %c0_i64 : i64
  %lt2 = arith.cmpi slt, %k2, %c0_i64 : i64
  %a0 = arith.muli %k0, %k1 : i64
  %a1 = arith.muli %a0, %k2 : i64
  %q0 = arith.divsi %a1, %k1 : i64
  %q1 = arith.divsi %q0, %k2 : i64
  %q2 = arith.divsi %a1, %k0 : i64
  %r0 = arith.select %lt0, %q1, %k0 : i64
  %r1 = arith.select %lt1, %q2, %k1 : i64
  %r2 = arith.select %lt2, %q0, %k2 : i64
  %shape = tensor.from_elements %r0, %r1, %r2 : tensor<3xi64>
  %pp = tensor.reshape %p(%shape) : (tensor<?x?x?xf32>, tensor<3xi64>) -> tensor<?x?x?xf32>
  %eo = tensor.empty(%p0, %p1, %dv) : tensor<?x?x?xf32>
  %fo = linalg.fill ins(%zero : f32) outs(%eo : tensor<?x?x?xf32>) -> tensor<?x?x?xf32>
  %o = linalg.batch_matmul ins(%pp, %v : tensor<?x?x?xf32>, tensor<?x?x?xf32>) outs(%fo : tensor<?x?x?xf32>) -> tensor<?x?x?xf32>
  return %o : tensor<?x?x?xf32>
}
