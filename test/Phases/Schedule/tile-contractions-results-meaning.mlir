// The ops fused with a product have several results: with vectors along the
// sums, of any size, and in blocks. Some readers of the sums prevent the
// fusion.
// RUN: ag-opt %s --march=x86-64-v3 --ag-tile-contractions --canonicalize --cse | FileCheck %s
// RUN: ag-run %s --entry=dots --on=cpu --march=x86-64-v3 --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=sizes --on=cpu --march=x86-64-v3 --input=randn:1 --dim m=20 --dim n=33 --same-as=%s
// RUN: ag-run %s --entry=sizes --on=cpu --march=x86-64-v3 --input=randn:1 --dim m=3 --dim n=5 --same-as=%s
// RUN: ag-run %s --entry=sizes --on=cpu --march=x86-64-v3 --input=randn:1 --dim m=0 --dim n=5 --same-as=%s
// RUN: ag-run %s --entry=blocks --on=cpu --march=x86-64-v3 --input=randn:1 --rtol=1e-4 --atol=1e-3 --same-as=%s
// RUN: ag-run %s --entry=before --on=cpu --march=x86-64-v3 --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=twice --on=cpu --march=x86-64-v3 --input=randn:1 --same-as=%s

#bt = affine_map<(m, n, k) -> (n, k)>
#a = affine_map<(m, n, k) -> (m, k)>
#c = affine_map<(m, n, k) -> (m, n)>
#id = affine_map<(m, n) -> (m, n)>
#transposed = {indexing_maps = [#a, #bt, #c], iterator_types = ["parallel", "parallel", "reduction"]}

// With few rows, vectors run along the sums.
// CHECK-LABEL: func @dots
// CHECK-NOT: linalg
// CHECK: return
func.func @dots(%a: tensor<2x320xf32>, %b: tensor<64x320xf32>, %c: tensor<2x64xf32>) -> (tensor<2x64xf32>, tensor<2x64xf32>, tensor<2x64xf32>) {
  %e = tensor.empty() : tensor<2x64xf32>
  %p = linalg.generic #transposed ins(%a, %b : tensor<2x320xf32>, tensor<64x320xf32>) outs(%c : tensor<2x64xf32>) {
  ^bb0(%x: f32, %y: f32, %o: f32):
    %m = arith.mulf %x, %y : f32
    %s = arith.addf %o, %m : f32
    linalg.yield %s : f32
  } -> tensor<2x64xf32>
  %r:2 = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%p : tensor<2x64xf32>) outs(%e, %e : tensor<2x64xf32>, tensor<2x64xf32>) {
  ^bb0(%x: f32, %o: f32, %o1: f32):
    %s = math.tanh %x : f32
    %m = arith.mulf %s, %s : f32
    linalg.yield %s, %m : f32, f32
  } -> (tensor<2x64xf32>, tensor<2x64xf32>)
  return %p, %r#0, %r#1 : tensor<2x64xf32>, tensor<2x64xf32>, tensor<2x64xf32>
}

// CHECK-LABEL: func @sizes
// CHECK-NOT: linalg.generic {{.*}} ins({{.*}}, {{.*}}, {{.*}})
// CHECK: return
func.func @sizes(%a: tensor<?x32xf32> {ag.dims = ["m", 32]}, %b: tensor<?x32xf32> {ag.dims = ["n", 32]}, %c: tensor<?x?xf32> {ag.dims = ["m", "n"]})
    -> (tensor<?x?xf32>, tensor<?x?xf32>) {
  %p = linalg.generic #transposed ins(%a, %b : tensor<?x32xf32>, tensor<?x32xf32>) outs(%c : tensor<?x?xf32>) {
  ^bb0(%x: f32, %y: f32, %o: f32):
    %m = arith.mulf %x, %y : f32
    %s = arith.addf %o, %m : f32
    linalg.yield %s : f32
  } -> tensor<?x?xf32>
  %r = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]} ins(%p : tensor<?x?xf32>) outs(%c : tensor<?x?xf32>) {
  ^bb0(%x: f32, %o: f32):
    %s = math.tanh %x : f32
    linalg.yield %s : f32
  } -> tensor<?x?xf32>
  return %p, %r : tensor<?x?xf32>, tensor<?x?xf32>
}

// Blocks of rows have both results.
// CHECK-LABEL: func @blocks
// CHECK-NOT: linalg
// CHECK: return
func.func @blocks(%a: tensor<400x2000xf32>, %b: tensor<2000x64xf32>) -> (tensor<400x64xf32>, tensor<400x64xf32>) {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<400x64xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<400x64xf32>) -> tensor<400x64xf32>
  %p = linalg.generic {indexing_maps = [#a, affine_map<(m, n, k) -> (k, n)>, #c], iterator_types = ["parallel", "parallel", "reduction"]} ins(%a, %b : tensor<400x2000xf32>, tensor<2000x64xf32>) outs(%f : tensor<400x64xf32>) {
  ^bb0(%x: f32, %y: f32, %o: f32):
    %m = arith.mulf %x, %y : f32
    %s = arith.addf %o, %m : f32
    linalg.yield %s : f32
  } -> tensor<400x64xf32>
  %r = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]} ins(%p : tensor<400x64xf32>) outs(%e : tensor<400x64xf32>) {
  ^bb0(%x: f32, %o: f32):
    %s = arith.mulf %x, %x : f32
    linalg.yield %s : f32
  } -> tensor<400x64xf32>
  return %p, %r : tensor<400x64xf32>, tensor<400x64xf32>
}

// A reader of the sums is before all ops that tiles would write.
// CHECK-LABEL: func @before
// CHECK: linalg.generic {{.*}} iterator_types = ["parallel", "reduction"]
// CHECK: linalg.generic {{.*}} iterator_types = ["parallel", "parallel"]
// CHECK: return
func.func @before(%a: tensor<20x32xf32>, %b: tensor<64x32xf32>, %c: tensor<20x64xf32>, %v: tensor<20xf32>) -> (tensor<20xf32>, tensor<20x64xf32>) {
  %e = tensor.empty() : tensor<20x64xf32>
  %p = linalg.generic #transposed ins(%a, %b : tensor<20x32xf32>, tensor<64x32xf32>) outs(%c : tensor<20x64xf32>) {
  ^bb0(%x: f32, %y: f32, %o: f32):
    %m = arith.mulf %x, %y : f32
    %s = arith.addf %o, %m : f32
    linalg.yield %s : f32
  } -> tensor<20x64xf32>
  %most = linalg.generic {indexing_maps = [#id, affine_map<(m, n) -> (m)>], iterator_types = ["parallel", "reduction"]} ins(%p : tensor<20x64xf32>) outs(%v : tensor<20xf32>) {
  ^bb0(%x: f32, %o: f32):
    %s = arith.maximumf %x, %o : f32
    linalg.yield %s : f32
  } -> tensor<20xf32>
  %r = linalg.generic {indexing_maps = [#id, affine_map<(m, n) -> (m)>, #id], iterator_types = ["parallel", "parallel"]} ins(%p, %most : tensor<20x64xf32>, tensor<20xf32>) outs(%e : tensor<20x64xf32>) {
  ^bb0(%x: f32, %y: f32, %o: f32):
    %s = arith.subf %x, %y : f32
    linalg.yield %s : f32
  } -> tensor<20x64xf32>
  return %most, %r : tensor<20xf32>, tensor<20x64xf32>
}

// An op reads the sums at two positions at once.
// CHECK-LABEL: func @twice
// CHECK: linalg.generic {{.*}} iterator_types = ["parallel", "parallel"]
// CHECK: return
func.func @twice(%a: tensor<20x32xf32>, %b: tensor<20x32xf32>, %c: tensor<20x20xf32>) -> tensor<20x20xf32> {
  %e = tensor.empty() : tensor<20x20xf32>
  %p = linalg.generic #transposed ins(%a, %b : tensor<20x32xf32>, tensor<20x32xf32>) outs(%c : tensor<20x20xf32>) {
  ^bb0(%x: f32, %y: f32, %o: f32):
    %m = arith.mulf %x, %y : f32
    %s = arith.addf %o, %m : f32
    linalg.yield %s : f32
  } -> tensor<20x20xf32>
  %r = linalg.generic {indexing_maps = [#id, affine_map<(m, n) -> (n, m)>, #id], iterator_types = ["parallel", "parallel"]} ins(%p, %p : tensor<20x20xf32>, tensor<20x20xf32>) outs(%e : tensor<20x20xf32>) {
  ^bb0(%x: f32, %y: f32, %o: f32):
    %s = arith.subf %x, %y : f32
    linalg.yield %s : f32
  } -> tensor<20x20xf32>
  return %r : tensor<20x20xf32>
}
