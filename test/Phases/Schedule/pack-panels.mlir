// RUN: ag-opt %s --march=x86-64-v3 --fuse --ag-schedule-cpu --canonicalize --cse --split-input-file | FileCheck %s
// RUN: ag-opt %s --march=x86-64-v3 --ag-pack-panels --split-input-file --remarks-filter=ag-pack-panels -o %t 2>&1 | FileCheck %s --check-prefix=REMARK
// RUN: FileCheck %s --input-file=%t --check-prefix=PACK

#a = affine_map<(m, n, k) -> (m, k)>
#b = affine_map<(m, n, k) -> (k, n)>
#c = affine_map<(m, n, k) -> (m, n)>
#v = affine_map<(m, n) -> (n)>
#i = affine_map<(m, n) -> (m, n)>
#product = {indexing_maps = [#a, #b, #c], iterator_types = ["parallel", "parallel", "reduction"]}

// A large weight is packed as 32 panels of 16 columns. The sums and their
// element-wise user loop over panels; the result is a view.
// REMARK-NOT: panels |
// REMARK: [[#@LINE+32]]:8: remark: [Passed] panels | {{.*}} Function=weight | Remark="its matrix is packed into panels of 16 columns", columns=16
// REMARK-NOT: panels |
// PACK-LABEL: func.func @weight(
// PACK: %[[COLUMNS:.*]] = tensor.expand_shape %arg1 {{\[}}[0], [1, 2]] output_shape [1024, 32, 16]
// PACK: %[[PANELS:.*]] = linalg.generic {{.*}} ins(%[[COLUMNS]] : tensor<1024x32x16xf32>) outs(%{{.*}} : tensor<32x1024x16xf32>)
// PACK: %[[SUM:.*]] = linalg.generic {{.*}} ins(%arg0, %[[PANELS]] : tensor<?x1024xf32>, tensor<32x1024x16xf32>)
// PACK: %[[Y:.*]] = linalg.generic {{.*}} ins(%[[SUM]], %{{.*}} : tensor<?x32x16xf32>, tensor<32x16xf32>)
// PACK: tensor.collapse_shape %[[Y]] {{\[}}[0], [1, 2]] : tensor<?x32x16xf32> into tensor<?x512xf32>
// CHECK-LABEL: func @weight(
// CHECK-SAME: %{{.*}}: tensor<?x1024xf32>, %[[W:.*]]: tensor<1024x512xf32>
// CHECK: %[[COLUMNS:.*]] = tensor.expand_shape %[[W]] {{\[}}[0], [1, 2]] output_shape [1024, 32, 16]
// CHECK: %[[PANELS:.*]] = scf.for %[[P:.*]] = %c0 to %c32
// CHECK:   scf.for %[[K:.*]] = %c0 to %c1024
// CHECK:     vector.transfer_read %[[COLUMNS]][%[[K]], %[[P]],
// CHECK:     vector.transfer_write {{.*}}[%[[P]], %[[K]],
// CHECK: scf.if
// CHECK:   scf.for %[[P:.*]] = %c0 to %c32
// CHECK:     scf.for %{{.*}} = %c0 to %{{.*}} step %c6
// CHECK:       scf.for %{{.*}} = %c0 to %c1024 step %c128
// CHECK:         scf.for %{{.*}} = %c0 to %c128 step %c1
// CHECK:         %[[K:.*]] = arith.addi %{{.*}}, %{{.*}} : index
// CHECK-NEXT:    vector.transfer_read %[[PANELS]][%[[P]], %[[K]], %c0]
// CHECK:       %[[BIAS:.*]] = vector.transfer_read {{.*}}[%[[P]], %c0]
// CHECK:       arith.addf {{.*}}, %[[BIAS]]
// CHECK: tensor.collapse_shape {{.*}} : tensor<?x32x16xf32> into tensor<?x512xf32>
// CHECK-NOT: linalg
func.func @weight(%x: tensor<?x1024xf32>, %w: tensor<1024x512xf32> {ag.parameter = "w"}, %bias: tensor<512xf32>) -> tensor<?x512xf32> {
  %c0 = arith.constant 0 : index
  %m = tensor.dim %x, %c0 : tensor<?x1024xf32>
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty(%m) : tensor<?x512xf32>
  %start = linalg.fill ins(%zero : f32) outs(%empty : tensor<?x512xf32>) -> tensor<?x512xf32>
  %0 = linalg.generic #product ins(%x, %w : tensor<?x1024xf32>, tensor<1024x512xf32>) outs(%start : tensor<?x512xf32>) {
  ^bb0(%p: f32, %q: f32, %r: f32):
    %s = arith.mulf %p, %q : f32
    %t = arith.addf %r, %s : f32
    linalg.yield %t : f32
  } -> tensor<?x512xf32>
  %1 = linalg.generic {indexing_maps = [#i, #v, #i], iterator_types = ["parallel", "parallel"]}
      ins(%0, %bias : tensor<?x512xf32>, tensor<512xf32>) outs(%empty : tensor<?x512xf32>) {
  ^bb0(%p: f32, %q: f32, %r: f32):
    %s = arith.addf %p, %q : f32
    linalg.yield %s : f32
  } -> tensor<?x512xf32>
  return %1 : tensor<?x512xf32>
}

// -----

#a = affine_map<(m, n, k) -> (m, k)>
#b = affine_map<(m, n, k) -> (k, n)>
#c = affine_map<(m, n, k) -> (m, n)>
#product = {indexing_maps = [#a, #b, #c], iterator_types = ["parallel", "parallel", "reduction"]}

// A matrix of this size that is no weight, and has few rows as users, is not
// packed: packing would cost more than it gains.
// CHECK-LABEL: func @argument(
// CHECK-NOT: expand_shape
// PACK-LABEL: func.func @argument(
// PACK-NOT: expand_shape
func.func @argument(%x: tensor<8x1024xf32>, %w: tensor<1024x1024xf32>, %start: tensor<8x1024xf32>) -> tensor<8x1024xf32> {
  %0 = linalg.generic #product ins(%x, %w : tensor<8x1024xf32>, tensor<1024x1024xf32>) outs(%start : tensor<8x1024xf32>) {
  ^bb0(%p: f32, %q: f32, %r: f32):
    %s = arith.mulf %p, %q : f32
    %t = arith.addf %r, %s : f32
    linalg.yield %t : f32
  } -> tensor<8x1024xf32>
  return %0 : tensor<8x1024xf32>
}

// -----

#a = affine_map<(m, n, k) -> (m, k)>
#b = affine_map<(m, n, k) -> (k, n)>
#c = affine_map<(m, n, k) -> (m, n)>
#product = {indexing_maps = [#a, #b, #c], iterator_types = ["parallel", "parallel", "reduction"]}

// 1001 columns are not a multiple of a panel's.
// CHECK-LABEL: func @ragged(
// CHECK-NOT: expand_shape
// PACK-LABEL: func.func @ragged(
// PACK-NOT: expand_shape
func.func @ragged(%x: tensor<8x1024xf32>, %w: tensor<1024x1001xf32> {ag.parameter = "w"}, %start: tensor<8x1001xf32>) -> tensor<8x1001xf32> {
  %0 = linalg.generic #product ins(%x, %w : tensor<8x1024xf32>, tensor<1024x1001xf32>) outs(%start : tensor<8x1001xf32>) {
  ^bb0(%p: f32, %q: f32, %r: f32):
    %s = arith.mulf %p, %q : f32
    %t = arith.addf %r, %s : f32
    linalg.yield %t : f32
  } -> tensor<8x1001xf32>
  return %0 : tensor<8x1001xf32>
}
