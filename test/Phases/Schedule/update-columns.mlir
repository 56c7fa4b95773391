// Blocks share an update along the dimensions that no index selects.
// RUN: ag-opt --target=cuda --to=structure %s -o %t && ag-opt --pass-pipeline='builtin.module(func.func(ag-update-in-blocks))' %t -o %t.update && FileCheck %s --input-file=%t.update
// RUN: ag-run %t.update --entry=rows --input=randn:1 --input=iota --input=randn:2 --dim n=5 --same-as=%s
// RUN: ag-run %t.update --entry=rows --input=randn:1 --input=zeros --input=randn:2 --dim n=0 --same-as=%s
// RUN: ag-run %t.update --entry=dropped --input=randn:1 --input=iota --input=randn:2 --dim m=700 --same-as=%s
// RUN: ag-run %t.update --entry=dropped --input=randn:1 --dim m=0 --same-as=%s
// RUN: ag-run %t.update --entry=several --input=randn:1 --same-as=%s
// RUN: ag-run %t.update --entry=boxes --input=randn:1 --input=iota --input=randn:2 --same-as=%s
// RUN: ag-run %t.update --entry=renewed --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=rows --input=randn:1 --input=iota --input=randn:2 --dim n=5 --on=emulator --same-as=%s
// RUN: ag-run %s --entry=dropped --input=randn:1 --input=iota --input=randn:2 --dim m=700 --on=emulator --same-as=%s
// RUN: ag-run %s --entry=dropped --input=randn:1 --dim m=0 --on=emulator --same-as=%s
// RUN: ag-run %s --entry=several --input=randn:1 --on=emulator --same-as=%s
// RUN: ag-run %s --entry=boxes --input=randn:1 --input=iota --input=randn:2 --on=emulator --same-as=%s
// RUN: ag-run %s --entry=renewed --input=randn:1 --on=emulator --same-as=%s

// CHECK-LABEL: func.func @rows(
// CHECK: scf.forall (%[[B:.*]]) in (2) shared_outs(%[[OUT:.*]] = %arg0)
// CHECK: %[[ID:.*]]:2 = affine.delinearize_index %[[B]]
// CHECK: %[[AT:.*]] = affine.apply #{{.*}}(%[[ID]]#1)
// CHECK: %[[M:.*]] = affine.min #{{.*}}(%[[ID]]#1)
// CHECK: %[[PART:.*]] = tensor.extract_slice %[[OUT]][0, %[[AT]]] [4, %[[M]]] [1, 1] : tensor<4x300xf32> to tensor<4x?xf32>
// CHECK: %[[SUMS:.*]] = scf.for %[[N:.*]] = %{{.*}} iter_args(%[[BEFORE:.*]] = %[[PART]]) -> (tensor<4x?xf32>)
// CHECK: %[[ROW:.*]] = tensor.extract_slice %[[BEFORE]][%[[K:.*]], 0] [1, %[[M]]] [1, 1] : tensor<4x?xf32> to tensor<?xf32>
// CHECK: %[[MORE:.*]] = tensor.extract_slice %arg2[%[[N]], 0] [1, 300]
// CHECK: tensor.extract_slice %[[MORE]][%[[AT]]] [%[[M]]]
// CHECK: %[[SUM:.*]] = linalg.generic {{.*}} outs(%[[ROW]] : tensor<?xf32>)
// CHECK: tensor.insert_slice %[[SUM]] into %[[BEFORE]][%[[K]], 0] [1, %[[M]]]
// CHECK: tensor.parallel_insert_slice %[[SUMS]] into %[[OUT]][0, %[[AT]]] [4, %[[M]]]
// CHECK: mapping = [#gpu.block<x>]}
func.func @rows(%x: tensor<4x300xf32>, %i: tensor<?xi32> {ag.dims = ["n"]}, %u: tensor<?x300xf32> {ag.dims = ["n", 300]}) -> tensor<4x300xf32> {
  %0 = ag.scatter 0 clamp %x, %i, %u : tensor<4x300xf32>, tensor<?xi32>, tensor<?x300xf32> -> tensor<4x300xf32>
  return %0 : tensor<4x300xf32>
}

// Both branches have the block's slice, also when their yields are materialized in place.
// RUN: ag-opt --target=cuda --to=schedule %s | FileCheck %s --check-prefix=SCHEDULE
// SCHEDULE-LABEL: func.func @dropped(
// SCHEDULE: tensor.extract_slice %{{.*}}[0, %{{.*}}] [4, %{{.*}}] [1, 1] : tensor<4x?xi8> to tensor<4x?xi8>
// SCHEDULE: bufferization.materialize_in_destination
// CHECK-LABEL: func.func @dropped(
// CHECK: scf.forall (%{{.*}}) in (%{{.*}})
// CHECK: scf.for
// CHECK: scf.if %{{.*}} -> (tensor<4x?xi8>)
func.func @dropped(%x: tensor<4x?xi8> {ag.dims = [4, "m"]}, %i: tensor<6xi32>, %u: tensor<6x?xi8> {ag.dims = [6, "m"]}) -> tensor<4x?xi8> {
  %0 = ag.scatter 0 drop %x, %i, %u : tensor<4x?xi8>, tensor<6xi32>, tensor<6x?xi8> -> tensor<4x?xi8>
  return %0 : tensor<4x?xi8>
}

// One op reads the index of its column, and another one inserts an operand as it is.
// CHECK-LABEL: func.func @several(
// CHECK: scf.forall (%[[B:.*]]) in (2)
// CHECK: scf.for
// CHECK: linalg.generic
// CHECK: linalg.index 0
// CHECK: affine.apply
// CHECK: tensor.insert_slice
// CHECK: linalg.generic
// CHECK: tensor.insert_slice
// CHECK: tensor.insert_slice
func.func @several(%x: tensor<4x512xf32>, %u: tensor<512x1xf32>, %v: tensor<512xf32>) -> tensor<4x512xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %0 = scf.for %n = %c0 to %c3 step %c1 iter_args(%s = %x) -> (tensor<4x512xf32>) {
    %m = tensor.dim %s, %c1 : tensor<4x512xf32>
    %row = tensor.extract_slice %s[%n, 0] [1, 512] [1, 1] : tensor<4x512xf32> to tensor<512xf32>
    %1 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0, 0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]} ins(%u : tensor<512x1xf32>) outs(%row : tensor<512xf32>) {
    ^bb0(%in: f32, %out: f32):
      %i = linalg.index 0 : index
      %j = arith.addi %i, %m : index
      %k = arith.index_cast %j : index to i32
      %f = arith.sitofp %k : i32 to f32
      %p = arith.mulf %in, %f : f32
      %q = arith.addf %p, %out : f32
      linalg.yield %q : f32
    } -> tensor<512xf32>
    %2 = tensor.insert_slice %1 into %s[%n, 0] [1, 512] [1, 1] : tensor<512xf32> into tensor<4x512xf32>
    %next = arith.addi %n, %c1 : index
    %other = tensor.extract_slice %2[%next, 0] [1, 512] [1, 1] : tensor<4x512xf32> to tensor<1x512xf32>
    %3 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%v : tensor<512xf32>) outs(%other : tensor<1x512xf32>) {
    ^bb0(%in: f32, %out: f32):
      %p = arith.mulf %in, %out : f32
      linalg.yield %p : f32
    } -> tensor<1x512xf32>
    %4 = tensor.insert_slice %3 into %2[%next, 0] [1, 512] [1, 1] : tensor<1x512xf32> into tensor<4x512xf32>
    %5 = tensor.insert_slice %v into %4[0, 0] [1, 512] [1, 1] : tensor<512xf32> into tensor<4x512xf32>
    scf.yield %5 : tensor<4x512xf32>
  }
  return %0 : tensor<4x512xf32>
}

// A block has 85 rows of 3 elements.
// CHECK-LABEL: func.func @boxes(
// CHECK: scf.forall (%{{.*}}) in (12)
// CHECK: tensor.extract_slice %{{.*}}[0, %{{.*}}, 0] [4, %{{.*}}, 3] [1, 1, 1]
func.func @boxes(%x: tensor<4x1000x3xf32>, %i: tensor<2xi32>, %u: tensor<2x1000x3xf32>) -> tensor<4x1000x3xf32> {
  %0 = ag.scatter 0 clamp %x, %i, %u : tensor<4x1000x3xf32>, tensor<2xi32>, tensor<2x1000x3xf32> -> tensor<4x1000x3xf32>
  return %0 : tensor<4x1000x3xf32>
}

// CHECK-LABEL: func.func @renewed(
// CHECK: scf.forall (%{{.*}}) in (2)
// CHECK: %[[PART:.*]] = tensor.extract_slice %arg1[0, %[[AT:.*]]] [3, %[[M:.*]]]
// CHECK: tensor.insert_slice %[[PART]] into %{{.*}}[%{{.*}}, 0] [3, %[[M]]]
func.func @renewed(%x: tensor<10x300xf32>, %u: tensor<3x300xf32>, %at: tensor<i32>) -> tensor<10x300xf32> {
  %0 = tensor.extract %at[] : tensor<i32>
  %1 = arith.index_cast %0 : i32 to index
  %c0 = arith.constant 0 : index
  %c7 = arith.constant 7 : index
  %2 = arith.maxsi %1, %c0 : index
  %3 = arith.minsi %2, %c7 : index
  %4 = tensor.insert_slice %u into %x[%3, 0] [3, 300] [1, 1] : tensor<3x300xf32> into tensor<10x300xf32>
  return %4 : tensor<10x300xf32>
}
