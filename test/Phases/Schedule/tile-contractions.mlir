// RUN: ag-opt %s --march=x86-64-v3 --ag-fuse-elementwise --ag-tile-contractions --canonicalize --cse | FileCheck %s
// RUN: ag-opt %s --march=x86-64-v4 --ag-fuse-elementwise --ag-tile-contractions --canonicalize --cse | FileCheck %s --check-prefix=WIDE
// RUN: ag-run %s --entry=epilogue --on=cpu --march=x86-64-v3 --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=epilogue --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=dynamic --on=cpu --march=x86-64-v3 --input=randn:1 --dim m=20 --same-as=%s
// RUN: ag-run %s --entry=dynamic --on=cpu --march=x86-64-v3 --input=randn:1 --dim m=4 --same-as=%s
// RUN: ag-run %s --entry=transposed --on=cpu --march=x86-64-v3 --input=randn:1 --same-as=%s

#a = affine_map<(m, n, k) -> (m, k)>
#b = affine_map<(m, n, k) -> (k, n)>
#bt = affine_map<(m, n, k) -> (n, k)>
#c = affine_map<(m, n, k) -> (m, n)>
#transposed = {indexing_maps = [#a, #bt, #c], iterator_types = ["parallel", "parallel", "reduction"]}

// The element-wise user of the product is computed on the accumulators. 20 rows
// are tiles of 6, the last of which starts at 14.
// CHECK-LABEL: func @epilogue
// CHECK-DAG: %[[ZERO:.*]] = arith.constant dense<0.000000e+00> : vector<16xf32>
// CHECK-DAG: %[[LAST:.*]] = arith.constant 14 : index
// CHECK: scf.for %[[N:.*]] = %c0 to %c64 step %c16
// CHECK:   scf.for %[[M:.*]] = %c0 to %c20 step %c6
// CHECK:     %[[ROW:.*]] = arith.minsi %[[M]], %[[LAST]]
// CHECK:     %[[SUM:.*]]:6 = scf.for {{.*}} to %c32 step %c1 iter_args(%{{.*}} = %[[ZERO]]
// CHECK:       arith.mulf {{.*}} fastmath<contract> : vector<16xf32>
// CHECK:       arith.addf {{.*}} fastmath<contract> : vector<16xf32>
// CHECK:     %[[BIAS:.*]] = vector.transfer_read {{.*}}[%[[N]]]
// CHECK:     arith.addf %[[SUM]]#0, %[[BIAS]]
// CHECK:     vector.transfer_write {{.*}}[%[[ROW]], %[[N]]]
// CHECK-NOT: linalg
// WIDE-LABEL: func @epilogue
// WIDE: scf.for {{.*}} to %c64 step %c32
// WIDE: scf.for {{.*}} to %c20 step %c8
func.func @epilogue(%a: tensor<20x32xf32>, %b: tensor<32x64xf32>, %bias: tensor<64xf32>) -> tensor<20x64xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<20x64xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<20x64xf32>) -> tensor<20x64xf32>
  %p = linalg.matmul ins(%a, %b : tensor<20x32xf32>, tensor<32x64xf32>) outs(%f : tensor<20x64xf32>) -> tensor<20x64xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(m, n) -> (m, n)>, affine_map<(m, n) -> (n)>, affine_map<(m, n) -> (m, n)>], iterator_types = ["parallel", "parallel"]} ins(%p, %bias : tensor<20x64xf32>, tensor<64xf32>) outs(%e : tensor<20x64xf32>) {
  ^bb0(%x: f32, %y: f32, %o: f32):
    %s = arith.addf %x, %y : f32
    linalg.yield %s : f32
  } -> tensor<20x64xf32>
  return %r : tensor<20x64xf32>
}

// A dynamic extent selects between tiles at run time. The initial value of the
// sum is read before any write.
// CHECK-LABEL: func @dynamic
// CHECK: %[[ENOUGH:.*]] = arith.cmpi sge, %{{.*}}, %c6
// CHECK: scf.if %[[ENOUGH]]
// CHECK:   vector.transfer_read %arg2
// CHECK: else
// CHECK:   vector<64xf32>
// CHECK-NOT: linalg
func.func @dynamic(%a: tensor<?x32xf32> {ag.dims = ["m", 32]}, %b: tensor<32x64xf32>, %c: tensor<?x64xf32> {ag.dims = ["m", 64]}) -> tensor<?x64xf32> {
  %p = linalg.matmul ins(%a, %b : tensor<?x32xf32>, tensor<32x64xf32>) outs(%c : tensor<?x64xf32>) -> tensor<?x64xf32>
  return %p : tensor<?x64xf32>
}

// With many rows, an operand that is not contiguous along the result's rows is
// copied first.
// CHECK-LABEL: func @transposed
// CHECK: %[[PACKED:.*]] = linalg.generic {{.*}} ins(%arg1 : tensor<64x32xf32>) outs({{.*}} : tensor<32x64xf32>)
// CHECK: vector.transfer_read %[[PACKED]]
// CHECK-NOT: linalg
func.func @transposed(%a: tensor<60x32xf32>, %b: tensor<64x32xf32>, %c: tensor<60x64xf32>) -> tensor<60x64xf32> {
  %p = linalg.generic #transposed ins(%a, %b : tensor<60x32xf32>, tensor<64x32xf32>) outs(%c : tensor<60x64xf32>) {
  ^bb0(%x: f32, %y: f32, %o: f32):
    %m = arith.mulf %x, %y : f32
    %s = arith.addf %o, %m : f32
    linalg.yield %s : f32
  } -> tensor<60x64xf32>
  return %p : tensor<60x64xf32>
}
