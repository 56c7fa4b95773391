// RUN: ag-opt %s --ag-fuse-shared --canonicalize -o %t
// RUN: FileCheck %s --input-file=%t
// RUN: ag-run %t --entry=softmax --input=randn:1 --dim n=5 --dim m=37 --same-as=%s
// RUN: ag-run %s --entry=softmax --on=cpu --march=x86-64-v3 --input=randn:1 --dim n=5 --dim m=37 --same-as=%s
// RUN: ag-run %s --entry=softmax --on=cpu --march=x86-64-v3 --input=randn:1 --dim n=1 --dim m=3 --same-as=%s
// RUN: ag-run %s --entry=total --on=cpu --march=x86-64-v3 --input=randn:1 --same-as=%s

#ij = affine_map<(i, j) -> (i, j)>
#i = affine_map<(i, j) -> (i)>

// There is one loop over rows. The exponential, which has two readers, is
// computed once per row, into a row.
// CHECK-LABEL: func @softmax
// CHECK: %[[OUT:.*]] = tensor.empty(%{{.*}}) : tensor<?x?xf32>
// CHECK-NOT: linalg
// CHECK: scf.for %{{.*}} = %{{.*}} to %{{.*}} step %{{.*}} iter_args(%{{.*}} = %[[OUT]])
// CHECK:   linalg.generic {{.*}} "reduction"]} ins(%{{.*}} : tensor<1x?xf32>)
// CHECK:     arith.maximumf
// CHECK:   tensor.empty(%{{.*}}) : tensor<1x?xf32>
// CHECK:     math.exp
// CHECK:   linalg.generic {{.*}} "reduction"]} ins(%{{.*}} : tensor<1x?xf32>)
// CHECK:     arith.addf
// CHECK:     arith.divf
// CHECK:   tensor.insert_slice {{.*}} : tensor<1x?xf32> into tensor<?x?xf32>
// CHECK: } {ag.parallel}
// CHECK-NOT: math.exp
// CHECK-NOT: linalg
func.func @softmax(%x: tensor<?x?xf32> {ag.dims = ["n", "m"]}) -> tensor<?x?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = tensor.dim %x, %c0 : tensor<?x?xf32>
  %m = tensor.dim %x, %c1 : tensor<?x?xf32>
  %zero = arith.constant 0.0 : f32
  %lowest = arith.constant 0xFF800000 : f32
  %e = tensor.empty(%n, %m) : tensor<?x?xf32>
  %v = tensor.empty(%n) : tensor<?xf32>
  %f = linalg.fill ins(%lowest : f32) outs(%v : tensor<?xf32>) -> tensor<?xf32>
  %max = linalg.generic {indexing_maps = [#ij, #i], iterator_types = ["parallel", "reduction"]} ins(%x : tensor<?x?xf32>) outs(%f : tensor<?xf32>) {
  ^bb0(%a: f32, %o: f32):
    %r = arith.maximumf %o, %a : f32
    linalg.yield %r : f32
  } -> tensor<?xf32>
  %exp = linalg.generic {indexing_maps = [#ij, #i, #ij], iterator_types = ["parallel", "parallel"]} ins(%x, %max : tensor<?x?xf32>, tensor<?xf32>) outs(%e : tensor<?x?xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %d = arith.subf %a, %b : f32
    %r = math.exp %d : f32
    linalg.yield %r : f32
  } -> tensor<?x?xf32>
  %g = linalg.fill ins(%zero : f32) outs(%v : tensor<?xf32>) -> tensor<?xf32>
  %sum = linalg.generic {indexing_maps = [#ij, #i], iterator_types = ["parallel", "reduction"]} ins(%exp : tensor<?x?xf32>) outs(%g : tensor<?xf32>) {
  ^bb0(%a: f32, %o: f32):
    %r = arith.addf %o, %a : f32
    linalg.yield %r : f32
  } -> tensor<?xf32>
  %y = linalg.generic {indexing_maps = [#ij, #i, #ij], iterator_types = ["parallel", "parallel"]} ins(%exp, %sum : tensor<?x?xf32>, tensor<?xf32>) outs(%e : tensor<?x?xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %r = arith.divf %a, %b : f32
    linalg.yield %r : f32
  } -> tensor<?x?xf32>
  return %y : tensor<?x?xf32>
}

// Each row needs the sum over all rows.
// CHECK-LABEL: func @total
// CHECK-NOT: scf.for
// CHECK: return
func.func @total(%x: tensor<8x64xf32>, %s: tensor<f32>) -> tensor<8x64xf32> {
  %sum = linalg.generic {indexing_maps = [#ij, affine_map<(i, j) -> ()>], iterator_types = ["reduction", "reduction"]} ins(%x : tensor<8x64xf32>) outs(%s : tensor<f32>) {
  ^bb0(%a: f32, %o: f32):
    %r = arith.addf %o, %a : f32
    linalg.yield %r : f32
  } -> tensor<f32>
  %e = tensor.empty() : tensor<8x64xf32>
  %y = linalg.generic {indexing_maps = [#ij, affine_map<(i, j) -> ()>, #ij], iterator_types = ["parallel", "parallel"]} ins(%x, %sum : tensor<8x64xf32>, tensor<f32>) outs(%e : tensor<8x64xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %r = arith.divf %a, %b : f32
    linalg.yield %r : f32
  } -> tensor<8x64xf32>
  return %y : tensor<8x64xf32>
}
