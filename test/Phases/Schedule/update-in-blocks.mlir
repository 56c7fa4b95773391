// If elements determine what is accessed, one block does it, or several (update-columns.mlir), at clamped positions.
// RUN: ag-opt --target=cuda --to=structure %s -o %t && ag-opt --pass-pipeline='builtin.module(func.func(ag-update-in-blocks))' %t -o %t.update && FileCheck %s --input-file=%t.update
// RUN: ag-run %t.update --entry=scatter --input=randn:1 --same-as=%s
// RUN: ag-run %t.update --entry=rows --input=randn:1 --dim n=7 --same-as=%s
// RUN: ag-run %t.update --entry=taken --input=randn:1 --same-as=%s
// RUN: ag-run %t.update --entry=renewed --input=randn:1 --same-as=%s
// RUN: ag-run %t.update --entry=known --input=randn:1 --same-as=%s

// A branch in the nest of a scatter skips positions out of bounds.
// CHECK-LABEL: func.func @scatter(
// CHECK: %[[WHOLE:.*]] = tensor.expand_shape %arg0
// CHECK: scf.forall (%[[B:.*]]) in (1) shared_outs(%[[OUT:.*]] = %[[WHOLE]])
// CHECK: %[[SLICE:.*]] = tensor.extract_slice %[[OUT]][%[[B]], 0, 0]
// CHECK: %[[SUMS:.*]] = scf.for {{.*}} iter_args(%{{.*}} = %[[SLICE]])
// CHECK: scf.if
// CHECK: linalg.generic
// CHECK: tensor.parallel_insert_slice %[[SUMS]] into %[[OUT]]
// CHECK: mapping = [#gpu.block<x>]}
func.func @scatter(%x: tensor<4x7xf32>, %i: tensor<3xi32>, %u: tensor<3x7xf32>) -> tensor<4x7xf32> {
  %0 = ag.scatter 0 drop %x, %i, %u : tensor<4x7xf32>, tensor<3xi32>, tensor<3x7xf32> -> tensor<4x7xf32>
  return %0 : tensor<4x7xf32>
}

// Blocks share the rows of a loop (loops-to-columns.mlir).
// CHECK-LABEL: func.func @rows(
// CHECK: scf.forall (%{{.*}}) in (%{{.*}})
// CHECK: scf.for
// CHECK-NOT: scf.for{{ }}
// CHECK-NOT: scf.if
// CHECK: tensor.parallel_insert_slice
func.func @rows(%x: tensor<?x4xf32> {ag.dims = ["n", 4]}, %i: tensor<5xi32>, %u: tensor<?x5xf32> {ag.dims = ["n", 5]}) -> tensor<?x4xf32> {
  %0 = ag.scatter 1 clamp %x, %i, %u : tensor<?x4xf32>, tensor<5xi32>, tensor<?x5xf32> -> tensor<?x4xf32>
  return %0 : tensor<?x4xf32>
}

// The slice is copied, as the host does not know its offset.
// CHECK-LABEL: func.func @taken(
// CHECK: ag.require
// CHECK: %[[LESS:.*]] = arith.minsi
// CHECK: %[[K:.*]] = arith.maxsi %[[LESS]], %{{.*}}
// CHECK: %[[SLICE:.*]] = tensor.extract_slice %arg0[%[[K]]] [3] [1]
// CHECK: linalg.copy ins(%[[SLICE]]
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

// CHECK-LABEL: func.func @renewed(
// CHECK: arith.maxsi
// CHECK: scf.forall (%{{.*}}) in (1)
// CHECK: tensor.insert_slice %arg1 into
// CHECK: tensor.parallel_insert_slice
func.func @renewed(%x: tensor<10xf32>, %u: tensor<3xf32>, %at: tensor<i32>) -> tensor<10xf32> {
  %0 = tensor.extract %at[] : tensor<i32>
  %1 = arith.index_cast %0 : i32 to index
  %c0 = arith.constant 0 : index
  %c7 = arith.constant 7 : index
  %2 = arith.maxsi %1, %c0 : index
  %3 = arith.minsi %2, %c7 : index
  %4 = tensor.insert_slice %u into %x[%3] [3] [1] : tensor<3xf32> into tensor<10xf32>
  return %4 : tensor<10xf32>
}

// The tensor has no element to write.
// CHECK-LABEL: func.func @none(
// CHECK-NOT: scf.
// CHECK: return %arg0
func.func @none(%x: tensor<0xf32>, %i: tensor<3xi32>, %u: tensor<3xf32>) -> tensor<0xf32> {
  %0 = ag.scatter 0 drop %x, %i, %u : tensor<0xf32>, tensor<3xi32>, tensor<3xf32> -> tensor<0xf32>
  return %0 : tensor<0xf32>
}

// An insertion at an offset that the host knows is left to the host.
// CHECK-LABEL: func.func @known(
// CHECK-NOT: scf.forall
// CHECK: tensor.insert_slice
func.func @known(%x: tensor<10xf32>, %u: tensor<3xf32>) -> tensor<10xf32> {
  %0 = tensor.insert_slice %u into %x[2] [3] [1] : tensor<3xf32> into tensor<10xf32>
  return %0 : tensor<10xf32>
}
