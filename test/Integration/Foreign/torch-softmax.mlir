// A softmax and attention in torch-mlir's form: reductions keep the dimension.
// RUN: ag-run %s --entry=softmax --dim=b=3 --dim=n=9 --input=randn:1 --on=cpu --march=x86-64-v3 --same-as=%s
// RUN: ag-run %s --entry=attention --dim=b=2 --dim=n=5 --input=randn:1 --input=randn:2 --input=randn:3 --on=cpu --march=x86-64-v3 --same-as=%s

#ij = affine_map<(i, j) -> (i, j)>
#i0 = affine_map<(i, j) -> (i, 0)>
#bij = affine_map<(b, i, j) -> (b, i, j)>

// The maximum comes with its index, which has no use.
func.func @softmax(%x: tensor<?x?xf32> {ag.dims = ["b", "n"]}) -> tensor<?x?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0.000000e+00 : f32
  %lowest = arith.constant 0xFF800000 : f32
  %c0_i64 = arith.constant 0 : i64
  %b = tensor.dim %x, %c0 : tensor<?x?xf32>
  %n = tensor.dim %x, %c1 : tensor<?x?xf32>
  %ei = tensor.empty(%b) : tensor<?x1xi64>
  %fi = linalg.fill ins(%c0_i64 : i64) outs(%ei : tensor<?x1xi64>) -> tensor<?x1xi64>
  %e1 = tensor.empty(%b) : tensor<?x1xf32>
  %fl = linalg.fill ins(%lowest : f32) outs(%e1 : tensor<?x1xf32>) -> tensor<?x1xf32>
  %max:2 = linalg.generic {indexing_maps = [#ij, #i0, #i0], iterator_types = ["parallel", "reduction"]} ins(%x : tensor<?x?xf32>) outs(%fl, %fi : tensor<?x1xf32>, tensor<?x1xi64>) {
  ^bb0(%in: f32, %out: f32, %place: i64):
    %0 = linalg.index 1 : index
    %1 = arith.index_cast %0 : index to i64
    %2 = arith.maximumf %in, %out : f32
    %3 = arith.cmpf ogt, %in, %out : f32
    %4 = arith.select %3, %1, %place : i64
    linalg.yield %2, %4 : f32, i64
  } -> (tensor<?x1xf32>, tensor<?x1xi64>)
  %e = tensor.empty(%b, %n) : tensor<?x?xf32>
  %exp = linalg.generic {indexing_maps = [#ij, #i0, #ij], iterator_types = ["parallel", "parallel"]} ins(%x, %max#0 : tensor<?x?xf32>, tensor<?x1xf32>) outs(%e : tensor<?x?xf32>) {
  ^bb0(%in: f32, %m: f32, %out: f32):
    %0 = arith.subf %in, %m : f32
    %1 = math.exp %0 : f32
    linalg.yield %1 : f32
  } -> tensor<?x?xf32>
  %fz = linalg.fill ins(%zero : f32) outs(%e1 : tensor<?x1xf32>) -> tensor<?x1xf32>
  %sum = linalg.generic {indexing_maps = [#ij, #i0], iterator_types = ["parallel", "reduction"]} ins(%exp : tensor<?x?xf32>) outs(%fz : tensor<?x1xf32>) {
  ^bb0(%in: f32, %out: f32):
    %0 = arith.addf %in, %out : f32
    linalg.yield %0 : f32
  } -> tensor<?x1xf32>
  %r = linalg.generic {indexing_maps = [#ij, #i0, #ij], iterator_types = ["parallel", "parallel"]} ins(%exp, %sum : tensor<?x?xf32>, tensor<?x1xf32>) outs(%e : tensor<?x?xf32>) {
  ^bb0(%in: f32, %s: f32, %out: f32):
    %0 = arith.divf %in, %s : f32
    linalg.yield %0 : f32
  } -> tensor<?x?xf32>
  return %r : tensor<?x?xf32>
}

// A causal mask sets later scores to minus infinity before the softmax.
func.func @attention(%q: tensor<?x?x8xf32> {ag.dims = ["b", "n", 8]}, %k: tensor<?x?x8xf32> {ag.dims = ["b", "n", 8]}, %v: tensor<?x?x8xf32> {ag.dims = ["b", "n", 8]}) -> tensor<?x?x8xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0.000000e+00 : f32
  %lowest = arith.constant 0xFF800000 : f32
  %scale = arith.constant 0.353553385 : f32
  %b = tensor.dim %q, %c0 : tensor<?x?x8xf32>
  %n = tensor.dim %q, %c1 : tensor<?x?x8xf32>
  %et = tensor.empty(%b, %n) : tensor<?x8x?xf32>
  %kt = linalg.transpose ins(%k : tensor<?x?x8xf32>) outs(%et : tensor<?x8x?xf32>) permutation = [0, 2, 1]
  %es = tensor.empty(%b, %n, %n) : tensor<?x?x?xf32>
  %fs = linalg.fill ins(%zero : f32) outs(%es : tensor<?x?x?xf32>) -> tensor<?x?x?xf32>
  %s = linalg.batch_matmul ins(%q, %kt : tensor<?x?x8xf32>, tensor<?x8x?xf32>) outs(%fs : tensor<?x?x?xf32>) -> tensor<?x?x?xf32>
  %m = linalg.generic {indexing_maps = [#bij, #bij], iterator_types = ["parallel", "parallel", "parallel"]} ins(%s : tensor<?x?x?xf32>) outs(%es : tensor<?x?x?xf32>) {
  ^bb0(%in: f32, %out: f32):
    %i = linalg.index 1 : index
    %j = linalg.index 2 : index
    %later = arith.cmpi sgt, %j, %i : index
    %0 = arith.mulf %in, %scale : f32
    %1 = arith.select %later, %lowest, %0 : f32
    linalg.yield %1 : f32
  } -> tensor<?x?x?xf32>
  %p = linalg.softmax dimension(2) ins(%m : tensor<?x?x?xf32>) outs(%es : tensor<?x?x?xf32>) -> tensor<?x?x?xf32>
  %eo = tensor.empty(%b, %n) : tensor<?x?x8xf32>
  %fo = linalg.fill ins(%zero : f32) outs(%eo : tensor<?x?x8xf32>) -> tensor<?x?x8xf32>
  %o = linalg.batch_matmul ins(%p, %v : tensor<?x?x?xf32>, tensor<?x?x8xf32>) outs(%fo : tensor<?x?x8xf32>) -> tensor<?x?x8xf32>
  return %o : tensor<?x?x8xf32>
}
