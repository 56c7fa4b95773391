// Each block reads the elements that its work depends on; demands on elements are checked at the end.
// RUN: ag-opt --target=cuda --to=schedule %s -o %t && FileCheck %s --input-file=%t
// RUN: ag-run %t --entry=padded --input=randn:1 --same-as=%s
// RUN: ag-run %t --entry=scaled --input=randn:1 --dim n=3000 --same-as=%s
// RUN: ag-run %t --entry=taken --input=randn:1 --same-as=%s
// RUN: ag-run %t --entry=demanded --input=zeros --dim n=3 --same-as=%s
// RUN: not ag-run %t --entry=demanded --input=iota --dim n=9 2>&1 | FileCheck %s --check-prefix=FAILS
// FAILS: ag.gather: index 8 is outside of a dimension of 4

// CHECK-LABEL: func.func @padded(
// CHECK-NOT: tensor.extract %
// CHECK: scf.forall
// CHECK: %[[V:.*]] = tensor.extract %arg1[]
// CHECK: linalg.fill ins(%[[V]]
func.func @padded(%x: tensor<4xf32>, %v: tensor<f32>) -> tensor<5xf32> {
  %0 = ag.pad %x low [0] high [1] with %v : tensor<4xf32>, tensor<f32> -> tensor<5xf32>
  return %0 : tensor<5xf32>
}

// A value computed from an element is computed where it is read.
// CHECK-LABEL: func.func @scaled(
// CHECK: scf.forall
// CHECK: %[[V:.*]] = tensor.extract %arg0[%{{.*}}]
// CHECK: %[[W:.*]] = arith.mulf %[[V]], %[[V]]
// CHECK: linalg.generic
// CHECK: arith.addf %{{.*}}, %[[W]]
func.func @scaled(%x: tensor<?xf32> {ag.dims = ["n"]}) -> tensor<?xf32> {
  %c2 = arith.constant 2 : index
  %0 = tensor.extract %x[%c2] : tensor<?xf32>
  %1 = arith.mulf %0, %0 : f32
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %e = tensor.empty(%n) : tensor<?xf32>
  %2 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]} ins(%x : tensor<?xf32>) outs(%e : tensor<?xf32>) {
  ^bb0(%in: f32, %out: f32):
    %3 = arith.addf %in, %1 : f32
    linalg.yield %3 : f32
  } -> tensor<?xf32>
  return %2 : tensor<?xf32>
}

// The slice is taken in the block that copies it.
// CHECK-LABEL: func.func @taken(
// CHECK: scf.forall
// CHECK: tensor.extract %arg1[]
// CHECK: tensor.extract_slice %arg0
// CHECK: linalg.copy
func.func @taken(%x: tensor<10xf32>, %at: tensor<i32>) -> tensor<3xf32> {
  %0 = tensor.extract %at[] : tensor<i32>
  %1 = arith.index_cast %0 : i32 to index
  %c0 = arith.constant 0 : index
  %c7 = arith.constant 7 : index
  %2 = arith.maxsi %1, %c0 : index
  %3 = arith.minsi %2, %c7 : index
  %4 = tensor.extract_slice %x[%3] [3] [1] : tensor<10xf32> to tensor<3xf32>
  return %4 : tensor<3xf32>
}

// CHECK-LABEL: func.func @demanded(
// CHECK-COUNT-3: scf.forall
// CHECK: tensor.extract
// CHECK: ag.require
// CHECK-NEXT: return
func.func @demanded(%x: tensor<4xf32>, %i: tensor<?xi32> {ag.dims = ["n"]}) -> tensor<?xf32> {
  %0 = ag.gather 0 error %x, %i : tensor<4xf32>, tensor<?xi32> -> tensor<?xf32>
  return %0 : tensor<?xf32>
}
