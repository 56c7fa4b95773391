// Positions from elements are clamped until their demand is checked; demands on sizes alone are checked at once.
// RUN: ag-opt --target=cuda --to=schedule %s -o %t && FileCheck %s --input-file=%t
// RUN: not ag-run %s --entry=slice --dim n=3 --input=ones --on=emulator 2>&1 | FileCheck %s --check-prefix=SHORT
// RUN: not ag-run %s --entry=slice --dim n=4 --input=ones --on=emulator 2>&1 | FileCheck %s --check-prefix=LATE
// RUN: ag-run %s --entry=slice --dim n=5 --input=ones --on=emulator --same-as=%s
// RUN: not ag-run %s --entry=element --dim n=0 --input=ones --on=emulator 2>&1 | FileCheck %s --check-prefix=NONE
// RUN: ag-run %s --entry=element --dim n=2 --input=ones --on=emulator --same-as=%s
// RUN: not ag-run %s --entry=steps --dim n=3 --input=ones --on=emulator 2>&1 | FileCheck %s --check-prefix=STEPS
// RUN: not ag-run %s --entry=steps --dim n=7 --input=zeros --on=emulator 2>&1 | FileCheck %s --check-prefix=STEP
// RUN: not ag-run %s --entry=steps --dim n=7 --input=zeros 2>&1 | FileCheck %s --check-prefix=INTERPRETED
// RUN: ag-run %s --entry=steps --dim n=7 --input=ones --on=emulator --same-as=%s
// RUN: not ag-run %s --entry=source --dim n=5 --input=ones --on=emulator 2>&1 | FileCheck %s --check-prefix=SOURCE
// RUN: not ag-run %s --entry=source --dim n=2 --input=ones --on=emulator 2>&1 | FileCheck %s --check-prefix=SIZE
// RUN: ag-run %s --entry=source --dim n=1 --input=ones --on=emulator --same-as=%s
// RUN: not ag-run %s --entry=dim --dim n=3 --input=zeros --on=emulator 2>&1 | FileCheck %s --check-prefix=DIM
// RUN: ag-run %s --entry=dim --dim n=3 --input=ones --on=emulator --same-as=%s
// RUN: not ag-run %s --entry=expand --dim n=5 --input=ones --on=emulator 2>&1 | FileCheck %s --check-prefix=EXPAND
// RUN: ag-run %s --entry=expand --dim n=2 --input=ones --on=emulator --same-as=%s
// RUN: not ag-run %s --entry=gather --dim n=0 --dim m=2 --input=ones --on=emulator 2>&1 | FileCheck %s --check-prefix=EMPTY
// RUN: not ag-run %s --entry=clamped --dim n=0 --dim m=2 --input=ones --on=emulator 2>&1 | FileCheck %s --check-prefix=CLAMPED
// RUN: ag-run %s --entry=gather --dim n=0 --dim m=0 --input=ones --on=emulator --same-as=%s
// RUN: ag-run %s --entry=clamped --dim n=0 --dim m=0 --input=ones --on=emulator --same-as=%s

// CHECK-LABEL: func.func @slice(
// CHECK: %[[ROOM:.*]] = affine.apply #{{.*}}()[%{{.*}}]
// CHECK: %[[FITS:.*]] = arith.cmpi sge, %[[ROOM]], %c0
// CHECK: ag.require %[[FITS]], "{0} elements, {1} apart, fit nowhere
// CHECK-NOT: ag.require
// CHECK: scf.forall
// CHECK: tensor.extract %arg1
// CHECK: arith.minsi
// CHECK: %[[PLACE:.*]] = arith.maxsi
// CHECK: tensor.extract_slice %arg0[%[[PLACE]]] [4] [1]
// CHECK: ag.require {{.*}} from {1} on
// SHORT: error: 4 elements, 1 apart, fit nowhere into a dimension of 3, at {{.*}}:[[#@LINE+5]]:8
// LATE: error: ag.slice: 4 elements from 1 on, 1 apart, do not fit into a dimension of 4
func.func @slice(%x: tensor<?xf32> {ag.dims = ["n"]}, %e: tensor<i64>) -> tensor<4xf32> {
  %o = tensor.extract %e[] : tensor<i64>
  %i = arith.index_cast %o : i64 to index
  %p = ag.slice %x [%i] [4] [1] : tensor<?xf32> -> tensor<4xf32>
  return %p : tensor<4xf32>
}

// NONE: error: 1 elements, 1 apart, fit nowhere into a dimension of 0
func.func @element(%x: tensor<?xf32> {ag.dims = ["n"]}, %e: tensor<i64>) -> tensor<f32> {
  %o = tensor.extract %e[] : tensor<i64>
  %i = arith.index_cast %o : i64 to index
  %v = tensor.extract %x[%i] : tensor<?xf32>
  %p = tensor.from_elements %v : tensor<f32>
  return %p : tensor<f32>
}

// The stride is three times an element.
// INTERPRETED: [strides] a stride is 0, expected 1 or more
// STEP: error: tensor.extract_slice: a stride is 0, expected 1 or more
// STEPS: error: tensor.extract_slice: 2 elements from 1 on, 3 apart, do not fit into a dimension of 3
func.func @steps(%x: tensor<?xf32> {ag.dims = ["n"]}, %e: tensor<i64>) -> tensor<2xf32> {
  %o = tensor.extract %e[] : tensor<i64>
  %i = arith.index_cast %o : i64 to index
  %c3 = arith.constant 3 : index
  %s = arith.muli %i, %c3 : index
  %p = tensor.extract_slice %x[1] [2] [%s] : tensor<?xf32> to tensor<2xf32>
  return %p : tensor<2xf32>
}

// SOURCE: error: tensor.insert_slice: 5 elements from 0 on, 1 apart, do not fit into a dimension of 4
// SIZE: error: tensor.insert_slice: a size is 2, expected 1
func.func @source(%x: tensor<?xf32> {ag.dims = ["n"]}, %e: tensor<i64>) -> tensor<4xf32> {
  %c = arith.constant dense<1.0> : tensor<4xf32>
  %o = tensor.extract %e[] : tensor<i64>
  %k = arith.index_cast %o : i64 to index
  %p = tensor.insert_slice %x into %c[0] [%k] [1] : tensor<?xf32> into tensor<4xf32>
  return %p : tensor<4xf32>
}

// DIM: error: tensor.dim: index -1 is not in 0 .. 2 - 1
func.func @dim(%x: tensor<?x4xf32> {ag.dims = ["n", 4]}, %e: tensor<i64>) -> tensor<i64> {
  %o = tensor.extract %e[] : tensor<i64>
  %j = arith.index_cast %o : i64 to index
  %c1 = arith.constant 1 : index
  %i = arith.subi %j, %c1 : index
  %d = tensor.dim %x, %i : tensor<?x4xf32>
  %v = arith.index_cast %d : index to i64
  %p = tensor.from_elements %v : tensor<i64>
  return %p : tensor<i64>
}

// EXPAND: error: tensor.expand_shape: 5 elements do not become 2
func.func @expand(%x: tensor<?xf32> {ag.dims = ["n"]}, %e: tensor<i64>) -> tensor<f32> {
  %o = tensor.extract %e[] : tensor<i64>
  %i = arith.index_cast %o : i64 to index
  %p = tensor.expand_shape %x [[0, 1]] output_shape [%i, 2] : tensor<?xf32> into tensor<?x2xf32>
  %q = ag.reduce sum %p [0, 1] : tensor<?x2xf32> -> tensor<f32>
  return %q : tensor<f32>
}

// A kernel reads at clamped indices before the host knows whether they are valid, but nowhere in an empty dimension.
// EMPTY: error: ag.gather: any index is outside of a dimension of 0
func.func @gather(%x: tensor<?xf32> {ag.dims = ["n"]}, %i: tensor<?xi32> {ag.dims = ["m"]}) -> tensor<f32> {
  %0 = ag.gather 0 error %x, %i : tensor<?xf32>, tensor<?xi32> -> tensor<?xf32>
  %1 = ag.exp %0 : tensor<?xf32>
  %2 = ag.reduce sum %1 [0] : tensor<?xf32> -> tensor<f32>
  return %2 : tensor<f32>
}

// CLAMPED: error: ag.gather: nothing to clamp an index to, as the dimension is empty
func.func @clamped(%x: tensor<?xf32> {ag.dims = ["n"]}, %i: tensor<?xi32> {ag.dims = ["m"]}) -> tensor<?xf32> {
  %0 = ag.gather 0 clamp %x, %i : tensor<?xf32>, tensor<?xi32> -> tensor<?xf32>
  return %0 : tensor<?xf32>
}
