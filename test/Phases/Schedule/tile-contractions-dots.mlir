// RUN: ag-opt %s --march=x86-64-v3 --ag-fuse-elementwise --ag-tile-contractions --ag-vectorize-transposes --canonicalize --cse | FileCheck %s
// RUN: ag-opt %s --march=x86-64-v4 --ag-fuse-elementwise --ag-tile-contractions --ag-vectorize-transposes --canonicalize --cse | FileCheck %s --check-prefix=WIDE
// RUN: ag-opt %s --march=x86-64-v3 --ag-fuse-elementwise --ag-tile-contractions --remarks-filter=ag-tile-contractions -o %t 2>&1 | FileCheck %s --check-prefix=REMARK

#a = affine_map<(m, n, k) -> (m, k)>
#bt = affine_map<(m, n, k) -> (n, k)>
#c = affine_map<(m, n, k) -> (m, n)>
#transposed = {indexing_maps = [#a, #bt, #c], iterator_types = ["parallel", "parallel", "reduction"]}

// A matrix that is contiguous along the sums is not copied. 2 x 4 vectors of
// sums run along k, with a mask in the last step, and are then reduced.
// CHECK-LABEL: func @few(
// CHECK-NOT: tensor.empty() : tensor<44x64xf32>
// CHECK: scf.for %[[N:.*]] = %c0 to %c64 step %c4
// CHECK:   scf.for %[[M:.*]] = %c0 to %c4 step %c2
// CHECK:     %[[SUMS:.*]]:8 = scf.for %[[K:.*]] = %c0 to %c40 step %c8
// CHECK:       vector.transfer_read %arg1[%[[N]], %[[K]]]
// CHECK:       vector.transfer_read %arg0[%[[M]], %[[K]]]
// CHECK:       arith.mulf {{.*}} fastmath<contract> : vector<8xf32>
// CHECK:       arith.addf {{.*}} fastmath<contract> : vector<8xf32>
// CHECK:     vector.transfer_read %arg1[%[[N]], %c40], {{.*}}, %[[MASK:.*]] {in_bounds
// CHECK:     %[[A:.*]] = arith.select %[[MASK]], {{.*}}, %[[SUMS]]#0
// CHECK:     %[[B:.*]] = arith.select %[[MASK]], {{.*}}, %[[SUMS]]#1
// CHECK:     vector.shuffle %[[A]], %[[B]] [0, 1, 2, 3, 8, 9, 10, 11]
// CHECK:     vector.shuffle %[[A]], %[[B]] [4, 5, 6, 7, 12, 13, 14, 15]
// CHECK:     vector.transfer_write {{.*}}[%[[M]], %[[N]]] {{.*}} vector<4xf32>
// CHECK-NOT: linalg
// WIDE-LABEL: func @few(
// WIDE: scf.for %{{.*}} = %c0 to %c64 step %c4
// WIDE: %{{.*}}:16 = scf.for {{.*}} to %c32 step %c16 {{.*}}vector<16xf32>
// WIDE: [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23]
// REMARK: [[#@LINE+2]]:8: remark: [Passed] contraction | {{.*}} Remark="becomes register tiles of 2 x 4 sums along their own vectors"
func.func @few(%a: tensor<4x44xf32>, %b: tensor<64x44xf32>, %c: tensor<4x64xf32>) -> tensor<4x64xf32> {
  %p = linalg.generic #transposed ins(%a, %b : tensor<4x44xf32>, tensor<64x44xf32>) outs(%c : tensor<4x64xf32>) {
  ^bb0(%x: f32, %y: f32, %o: f32):
    %m = arith.mulf %x, %y : f32
    %s = arith.addf %o, %m : f32
    linalg.yield %s : f32
  } -> tensor<4x64xf32>
  return %p : tensor<4x64xf32>
}

// The number of rows decides at run time. The copy has size 0 if it is not
// made. A transpose before the product is fused into it.
// CHECK-LABEL: func @dynamic(
// CHECK: %[[MANY:.*]] = arith.cmpi sge, %[[M:.*]], %c9
// CHECK: scf.if %[[MANY]]
// CHECK:   %[[MORE:.*]] = arith.subi %[[M]], %c8
// CHECK:   %[[SOME:.*]] = arith.maxsi %[[MORE]], %c0
// CHECK:   %[[ONE:.*]] = arith.minsi %[[SOME]], %c1
// CHECK:   %[[SIZE:.*]] = arith.muli %[[ONE]], %c32
// CHECK:   tensor.empty(%[[SIZE]]) : tensor<?x64xf32>
// CHECK:   vector.transfer_write {{.*}} tensor<?x64xf32>
// CHECK: } else {
// CHECK:   vector.transfer_read %arg1
// REMARK: [[#@LINE+6]]:8: remark: [Passed] contraction | {{.*}} Remark="becomes register tiles of 6 x 16, and with more than 8 rows an operand is packed first"
// REMARK: [[#@LINE+5]]:8: remark: [Missed] moved | {{.*}} Reason="load would copy a parameter or a constant once", Remark="copies 8192 bytes of an argument into another layout on each run", bytes=8192
func.func @dynamic(%a: tensor<?x32xf32> {ag.dims = ["m", 32]}, %b: tensor<64x32xf32>, %c: tensor<?x64xf32> {ag.dims = ["m", 64]}) -> tensor<?x64xf32> {
  %e = tensor.empty() : tensor<32x64xf32>
  %t = linalg.transpose ins(%b : tensor<64x32xf32>) outs(%e : tensor<32x64xf32>) permutation = [1, 0]

  %p = linalg.matmul ins(%a, %t : tensor<?x32xf32>, tensor<32x64xf32>) outs(%c : tensor<?x64xf32>) -> tensor<?x64xf32>
  return %p : tensor<?x64xf32>
}

// A matrix with a column for each row has few columns if there are few rows, so
// there is no choice at run time.
// CHECK-LABEL: func @square(
// CHECK-NOT: arith.cmpi sge, %{{.*}}, %c9
// CHECK: return
// REMARK: [[#@LINE+7]]:8: remark: [Passed] contraction | {{.*}} Remark="becomes register tiles of 6 x 16, and an operand is packed first"
func.func @square(%a: tensor<?x32xf32> {ag.dims = ["m", 32]}, %b: tensor<?x32xf32> {ag.dims = ["m", 32]}) -> tensor<?x?xf32> {
  %c0 = arith.constant 0 : index
  %m = tensor.dim %a, %c0 : tensor<?x32xf32>
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty(%m, %m) : tensor<?x?xf32>
  %c = linalg.fill ins(%zero : f32) outs(%e : tensor<?x?xf32>) -> tensor<?x?xf32>
  %p = linalg.generic #transposed ins(%a, %b : tensor<?x32xf32>, tensor<?x32xf32>) outs(%c : tensor<?x?xf32>) {
  ^bb0(%x: f32, %y: f32, %o: f32):
    %t = arith.mulf %x, %y : f32
    %s = arith.addf %o, %t : f32
    linalg.yield %s : f32
  } -> tensor<?x?xf32>
  return %p : tensor<?x?xf32>
}
