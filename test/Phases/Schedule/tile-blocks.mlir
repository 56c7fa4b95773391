// Each op becomes a loop over the blocks of a GPU, whose tiles are clipped at the edges.
// RUN: ag-opt --target=cuda --to=schedule %s -o %t && FileCheck %s --input-file=%t
// RUN: ag-run %t --entry=rows --input=randn:1 --dim n=5 --same-as=%s
// RUN: ag-run %t --entry=rows --input=randn:1 --dim n=0 --same-as=%s
// RUN: ag-run %t --entry=vector --input=randn:1 --dim n=5000 --same-as=%s
// RUN: ag-run %t --entry=scalar --input=randn:1 --same-as=%s
// RUN: ag-run %t --entry=moved --input=randn:1 --same-as=%s
// RUN: ag-run %t --entry=empty --input=randn:1 --same-as=%s
// RUN: ag-run %t --entry=columns --input=randn:1 --dim n=3 --dim m=700 --same-as=%s
// RUN: ag-run %t --entry=columns --input=randn:1 --dim n=0 --dim m=1 --same-as=%s
// RUN: ag-run %t --entry=sums --input=randn:1 --dim n=3 --dim m=700 --same-as=%s
// RUN: ag-run %t --entry=sums --input=randn:1 --dim n=1 --dim m=0 --same-as=%s
// RUN: ag-run %s --entry=none --input=randn:1 --dim n=3 --dim m=2 --on=emulator --same-as=%s
// RUN: ag-run %t --entry=several --input=randn:1 --same-as=%s

// A tile has two unsplit rows of 500; with an unknown row size it would have one row.
// CHECK-LABEL: func.func @rows(
// CHECK: %[[COUNT:.*]] = affine.apply #{{.*}}()[%[[N:[a-z0-9_]+]]]
// CHECK: scf.forall (%[[B:[a-z0-9]+]]) in (%[[COUNT]]) shared_outs(%[[OUT:[a-z0-9]+]] = %{{.*}})
// CHECK: %[[SIZE:.*]] = affine.min #{{.*}}(%[[B]])[%[[N]]]
// CHECK: linalg.generic
// CHECK: tensor.parallel_insert_slice %{{.*}} into %[[OUT]][%{{.*}}, 0] [%[[SIZE]], 500] [1, 1]
// CHECK: mapping = [#gpu.block<x>]}
// CHECK-NOT: linalg
// CHECK: return
func.func @rows(%x: tensor<?x500xf32> {ag.dims = ["n", 500]}, %y: tensor<?x500xf32> {ag.dims = ["n", 500]}) -> tensor<?x500xf32> {
  %0 = ag.add %x, %y : tensor<?x500xf32>
  return %0 : tensor<?x500xf32>
}

// The ops are one kernel, and another one fills in a constant.
// CHECK-LABEL: func.func @vector(
// CHECK-COUNT-2: = scf.forall (
// CHECK-NOT: = scf.forall
// CHECK: return
func.func @vector(%x: tensor<?xf32> {ag.dims = ["n"]}) -> (tensor<?xf32>, tensor<3xf32>) {
  %0 = ag.exp %x : tensor<?xf32>
  %1 = ag.neg %0 : tensor<?xf32>
  %c = arith.constant dense<2.0> : tensor<3xf32>
  return %1, %c : tensor<?xf32>, tensor<3xf32>
}

// CHECK-LABEL: func.func @scalar(
// CHECK: scf.forall (%{{.*}}) in (1)
func.func @scalar(%x: tensor<f32>) -> tensor<f32> {
  %0 = ag.exp %x : tensor<f32>
  return %0 : tensor<f32>
}

// CHECK-LABEL: func.func @moved(
// CHECK: affine.delinearize_index
// CHECK: scf.forall
func.func @moved(%x: tensor<3x700x900xf32>) -> tensor<900x3x703xf32> {
  %0 = ag.transpose %x [2, 0, 1] : tensor<3x700x900xf32> -> tensor<900x3x700xf32>
  %v = arith.constant dense<1.5> : tensor<f32>
  %1 = ag.pad %0 low [0, 0, 1] high [0, 0, 2] with %v : tensor<900x3x700xf32>, tensor<f32> -> tensor<900x3x703xf32>
  return %1 : tensor<900x3x703xf32>
}

// CHECK-LABEL: func.func @empty(
// CHECK-NOT: = scf.forall
func.func @empty(%x: tensor<4x0xf32>) -> tensor<4x0xf32> {
  %0 = ag.exp %x : tensor<4x0xf32>
  return %0 : tensor<4x0xf32>
}

// A block has a column for each thread, or a row for each warp, and initializes them itself.
// CHECK-LABEL: func.func @columns(
// CHECK-NOT: linalg.fill
// CHECK: scf.forall
// CHECK: affine.min #{{.*}}
// CHECK: %[[BEGUN:.*]] = linalg.fill
// CHECK: linalg.generic {{.*}} outs(%[[BEGUN]]
// CHECK-NOT: scf.forall (
// CHECK: return
func.func @columns(%x: tensor<?x?xf32> {ag.dims = ["n", "m"]}) -> tensor<?xf32> {
  %0 = ag.reduce sum %x [0] : tensor<?x?xf32> -> tensor<?xf32>
  return %0 : tensor<?xf32>
}

// The second reduction has one result, which one block computes.
// CHECK-LABEL: func.func @sums(
// CHECK: scf.forall
// CHECK: scf.forall (%{{.*}}) in (1)
// CHECK: linalg.fill
// CHECK: linalg.generic
func.func @sums(%x: tensor<?x?xbf16> {ag.dims = ["n", "m"]}) -> (tensor<?xbf16>, tensor<bf16>) {
  %0 = ag.reduce max %x [1] : tensor<?x?xbf16> -> tensor<?xbf16>
  %1 = ag.reduce min %x [0, 1] : tensor<?x?xbf16> -> tensor<bf16>
  return %0, %1 : tensor<?xbf16>, tensor<bf16>
}

// A size is 0 although its type does not say so.
// CHECK-LABEL: func.func @none(
// CHECK-NOT: scf.forall
// CHECK: return
func.func @none(%x: tensor<?x?xf32> {ag.dims = ["n", "m"]}) -> tensor<?x?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = tensor.dim %x, %c0 : tensor<?x?xf32>
  %0 = tensor.extract_slice %x[0, 0] [%n, %c0] [1, 1] : tensor<?x?xf32> to tensor<?x?xf32>
  %1 = ag.exp %0 : tensor<?x?xf32>
  return %1 : tensor<?x?xf32>
}

// Each result has its own slice, even if both start from one empty tensor.
// CHECK-LABEL: func.func @several(
// CHECK: shared_outs(%[[A:.*]] = %{{.*}}, %[[B:.*]] = %{{.*}})
// CHECK: %[[TO_A:.*]] = tensor.extract_slice %[[A]]
// CHECK: %[[TO_B:.*]] = tensor.extract_slice %[[B]]
// CHECK: linalg.generic {{.*}} outs(%[[TO_A]], %[[TO_B]]
func.func @several(%x: tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>) {
  %e = tensor.empty() : tensor<3xf32>
  %0:2 = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%x : tensor<3xf32>) outs(%e, %e : tensor<3xf32>, tensor<3xf32>) {
  ^bb0(%a: f32, %p: f32, %q: f32):
    %n = arith.negf %a : f32
    %m = arith.addf %a, %a : f32
    linalg.yield %n, %m : f32, f32
  } -> (tensor<3xf32>, tensor<3xf32>)
  return %0#0, %0#1 : tensor<3xf32>, tensor<3xf32>
}
