// Tiles of a product write every element-wise result of their sums, and also
// the sums themselves if other ops read them.
//
// RUN: ag-opt %s --march=x86-64-v3 --ag-tile-contractions --canonicalize --cse | FileCheck %s
// RUN: ag-run %s --entry=mask --on=cpu --march=x86-64-v3 --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=kept --on=cpu --march=x86-64-v3 --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=kept --on=cpu --input=randn:1 --threads=2 --same-as=%s
// RUN: ag-run %s --entry=long --on=cpu --march=x86-64-v3 --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=wide --on=cpu --march=x86-64-v3 --input=randn:1 --same-as=%s

#bt = affine_map<(m, n, k) -> (n, k)>
#a = affine_map<(m, n, k) -> (m, k)>
#c = affine_map<(m, n, k) -> (m, n)>
#id = affine_map<(m, n) -> (m, n)>
#transposed = {indexing_maps = [#a, #bt, #c], iterator_types = ["parallel", "parallel", "reduction"]}

// CHECK-LABEL: func @mask
// CHECK: scf.for
// CHECK:   scf.for {{.*}} iter_args({{.*}}) -> (tensor<20x64xf32>, tensor<20x64xi1>)
// CHECK:     arith.maximumf
// CHECK:     arith.cmpf ogt
// CHECK:     vector.transfer_write {{.*}} tensor<20x64xf32>
// CHECK:     vector.transfer_write {{.*}} tensor<20x64xi1>
// CHECK-NOT: linalg
// CHECK: return
func.func @mask(%a: tensor<20x32xf32>, %b: tensor<32x64xf32>, %c: tensor<20x64xf32>) -> (tensor<20x64xf32>, tensor<20x64xi1>) {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<20x64xf32>
  %e1 = tensor.empty() : tensor<20x64xi1>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<20x64xf32>) -> tensor<20x64xf32>
  %p = linalg.generic {indexing_maps = [#a, affine_map<(m, n, k) -> (k, n)>, #c], iterator_types = ["parallel", "parallel", "reduction"]} ins(%a, %b : tensor<20x32xf32>, tensor<32x64xf32>) outs(%f : tensor<20x64xf32>) {
  ^bb0(%x: f32, %y: f32, %o: f32):
    %m = arith.mulf %x, %y : f32
    %s = arith.addf %o, %m : f32
    linalg.yield %s : f32
  } -> tensor<20x64xf32>
  %r:2 = linalg.generic {indexing_maps = [#id, #id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%p, %c : tensor<20x64xf32>, tensor<20x64xf32>) outs(%e, %e1 : tensor<20x64xf32>, tensor<20x64xi1>) {
  ^bb0(%x: f32, %y: f32, %o: f32, %o1: i1):
    %s = arith.addf %x, %y : f32
    %m = arith.maximumf %s, %zero : f32
    %g = arith.cmpf ogt, %m, %zero : f32
    linalg.yield %m, %g : f32, i1
  } -> (tensor<20x64xf32>, tensor<20x64xi1>)
  return %r#0, %r#1 : tensor<20x64xf32>, tensor<20x64xi1>
}

// CHECK-LABEL: func @kept
// CHECK:   scf.for {{.*}} iter_args({{.*}}) -> (tensor<20x64xf32>, tensor<20x64xf32>)
// CHECK-NOT: linalg
// CHECK: return
func.func @kept(%a: tensor<20x32xf32>, %b: tensor<64x32xf32>, %c: tensor<20x64xf32>) -> (tensor<20x64xf32>, tensor<20x64xf32>) {
  %e = tensor.empty() : tensor<20x64xf32>
  %p = linalg.generic #transposed ins(%a, %b : tensor<20x32xf32>, tensor<64x32xf32>) outs(%c : tensor<20x64xf32>) {
  ^bb0(%x: f32, %y: f32, %o: f32):
    %m = arith.mulf %x, %y : f32
    %s = arith.addf %o, %m : f32
    linalg.yield %s : f32
  } -> tensor<20x64xf32>
  %r = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]} ins(%p : tensor<20x64xf32>) outs(%e : tensor<20x64xf32>) {
  ^bb0(%x: f32, %o: f32):
    %s = arith.mulf %x, %x : f32
    linalg.yield %s : f32
  } -> tensor<20x64xf32>
  return %p, %r : tensor<20x64xf32>, tensor<20x64xf32>
}

// The sums are a result anyway. The loop over rows reads them back and does not
// write them again.
// CHECK-LABEL: func @long
// CHECK-COUNT-6: vector.transfer_write
// CHECK: scf.for {{.*}} = %c0 to %c6
// CHECK:   vector.transfer_read
// CHECK:   math.tanh
// CHECK:   vector.transfer_write
// CHECK-NOT: vector.transfer_write
// CHECK: return
func.func @long(%a: tensor<20x32xf32>, %b: tensor<64x32xf32>, %c: tensor<20x64xf32>) -> (tensor<20x64xf32>, tensor<20x64xf32>) {
  %e = tensor.empty() : tensor<20x64xf32>
  %p = linalg.generic #transposed ins(%a, %b : tensor<20x32xf32>, tensor<64x32xf32>) outs(%c : tensor<20x64xf32>) {
  ^bb0(%x: f32, %y: f32, %o: f32):
    %m = arith.mulf %x, %y : f32
    %s = arith.addf %o, %m : f32
    linalg.yield %s : f32
  } -> tensor<20x64xf32>
  %r = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]} ins(%p : tensor<20x64xf32>) outs(%e : tensor<20x64xf32>) {
  ^bb0(%x: f32, %o: f32):
    %s = math.tanh %x : f32
    linalg.yield %s : f32
  } -> tensor<20x64xf32>
  return %r, %p : tensor<20x64xf32>, tensor<20x64xf32>
}

// The second of the two results has the type of the sums.
// CHECK-LABEL: func @wide
// CHECK-COUNT-6: vector.transfer_write {{.*}} tensor<20x64xf32>
// CHECK: scf.for {{.*}} = %c0 to %c6
// CHECK:   math.tanh
// CHECK:   vector.transfer_write {{.*}} tensor<20x64xf64>
// CHECK:   vector.transfer_write {{.*}} tensor<20x64xf32>
// CHECK: return
func.func @wide(%a: tensor<20x32xf32>, %b: tensor<64x32xf32>, %c: tensor<20x64xf32>) -> (tensor<20x64xf64>, tensor<20x64xf32>) {
  %e = tensor.empty() : tensor<20x64xf32>
  %e1 = tensor.empty() : tensor<20x64xf64>
  %p = linalg.generic #transposed ins(%a, %b : tensor<20x32xf32>, tensor<64x32xf32>) outs(%c : tensor<20x64xf32>) {
  ^bb0(%x: f32, %y: f32, %o: f32):
    %m = arith.mulf %x, %y : f32
    %s = arith.addf %o, %m : f32
    linalg.yield %s : f32
  } -> tensor<20x64xf32>
  %r:2 = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%p : tensor<20x64xf32>) outs(%e1, %e : tensor<20x64xf64>, tensor<20x64xf32>) {
  ^bb0(%x: f32, %o1: f64, %o: f32):
    %s = math.tanh %x : f32
    %w = arith.extf %s : f32 to f64
    %d = arith.addf %x, %x : f32
    linalg.yield %w, %d : f64, f32
  } -> (tensor<20x64xf64>, tensor<20x64xf32>)
  return %r#0, %r#1 : tensor<20x64xf64>, tensor<20x64xf32>
}
