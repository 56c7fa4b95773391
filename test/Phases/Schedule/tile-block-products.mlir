// A block computes a tile of a product's rows and columns, with all terms.
// RUN: ag-opt --target=cuda --to=schedule %s -o %t && FileCheck %s --input-file=%t
// RUN: ag-run %t --entry=batch --input=randn:1 --dim n=70 --same-as=%s
// RUN: ag-run %t --entry=batch --input=randn:1 --dim n=0 --same-as=%s
// RUN: ag-run %t --entry=transposed --input=randn:1 --same-as=%s
// RUN: ag-run %t --entry=several --input=randn:1 --same-as=%s
// RUN: ag-run %t --entry=few --input=randn:1 --same-as=%s
// RUN: ag-run %t --entry=lone --input=randn:1 --same-as=%s

// CHECK-LABEL: func.func @batch(
// CHECK: scf.forall (%[[B:[a-z0-9]+]])
// CHECK: affine.delinearize_index %[[B]] into (3, %{{.*}}, 5)
// CHECK: tensor.extract_slice %arg0[%{{.*}}, %{{.*}}, 0] [1, %[[ROWS:.*]], 40] [1, 1, 1]
// CHECK: tensor.extract_slice %arg1[%{{.*}}, 0, %{{.*}}] [1, 40, %[[COLUMNS:.*]]] [1, 1, 1]
// CHECK: linalg.fill
// CHECK: linalg.generic
// CHECK: tensor.parallel_insert_slice %{{.*}} [1, %[[ROWS]], %[[COLUMNS]]] [1, 1, 1]
func.func @batch(%x: tensor<3x?x40xf32> {ag.dims = [3, "n", 40]}, %y: tensor<3x40x300xf32>) -> tensor<3x?x300xf32> {
  %0 = ag.contract "bij,bjk->bik" %x, %y : tensor<3x?x40xf32>, tensor<3x40x300xf32> -> tensor<3x?x300xf32>
  return %0 : tensor<3x?x300xf32>
}

// CHECK-LABEL: func.func @transposed(
// CHECK: scf.forall (%{{.*}}) in (4)
// CHECK-DAG: tensor.extract_slice %arg0[0, %{{.*}}] [40, 64] [1, 1]
// CHECK-DAG: tensor.extract_slice %arg1[%{{.*}}, 0] [64, 40] [1, 1]
func.func @transposed(%x: tensor<40x128xbf16>, %y: tensor<128x40xbf16>) -> tensor<128x128xbf16> {
  %0 = ag.contract "ji,kj->ki" %x, %y : tensor<40x128xbf16>, tensor<128x40xbf16> -> tensor<128x128xbf16>
  return %0 : tensor<128x128xbf16>
}

// The inner loops of the rows and columns are unsplit: 9 by 7 rows.
// CHECK-LABEL: func.func @several(
// CHECK: tensor.extract_slice %arg0[%{{.*}}, 0, 0] [%{{.*}}, 7, 12] [1, 1, 1]
// CHECK: tensor.parallel_insert_slice %{{.*}} [%{{.*}}, 7, 8, 4] [1, 1, 1, 1]
func.func @several(%x: tensor<10x7x12xi32>, %y: tensor<12x8x4xi32>) -> tensor<10x7x8x4xi32> {
  %0 = ag.contract "abc,cde->abde" %x, %y : tensor<10x7x12xi32>, tensor<12x8x4xi32> -> tensor<10x7x8x4xi32>
  return %0 : tensor<10x7x8x4xi32>
}

// With a few rows, each thread computes one result.
// CHECK-LABEL: func.func @few(
// CHECK: tensor.extract_slice %arg0[%{{.*}}, 0] [1, 40] [1, 1]
func.func @few(%x: tensor<15x40xf32>, %y: tensor<40x500xf32>) -> tensor<15x500xf32> {
  %0 = ag.contract "ij,jk->ik" %x, %y : tensor<15x40xf32>, tensor<40x500xf32> -> tensor<15x500xf32>
  return %0 : tensor<15x500xf32>
}

// One operand alone is indexed by a reduction loop.
// CHECK-LABEL: func.func @lone(
// CHECK: linalg.generic {{.*}} ins(%{{.*}}, %{{.*}} : tensor<3x1x40xf32>, tensor<40x?xf32>)
func.func @lone(%x: tensor<3x50x40xf32>, %y: tensor<40x500xf32>) -> tensor<50x500xf32> {
  %e = tensor.empty() : tensor<50x500xf32>
  %z = arith.constant 0.0 : f32
  %f = linalg.fill ins(%z : f32) outs(%e : tensor<50x500xf32>) -> tensor<50x500xf32>
  %0 = linalg.generic {indexing_maps = [affine_map<(i, k, l, j) -> (l, i, j)>, affine_map<(i, k, l, j) -> (j, k)>, affine_map<(i, k, l, j) -> (i, k)>], iterator_types = ["parallel", "parallel", "reduction", "reduction"]}
      ins(%x, %y : tensor<3x50x40xf32>, tensor<40x500xf32>) outs(%f : tensor<50x500xf32>) {
  ^bb0(%a: f32, %b: f32, %c: f32):
    %p = arith.mulf %a, %b : f32
    %s = arith.addf %c, %p : f32
    linalg.yield %s : f32
  } -> tensor<50x500xf32>
  return %0 : tensor<50x500xf32>
}
