// A failing check has the line of its op, compiled and interpreted.
// RUN: not ag-run %s --entry=slice --dim=n=8 --input=ones 2>&1 | FileCheck %s --check-prefix=SLICE
// RUN: not ag-run %s --entry=slice --dim=n=8 --input=ones --on=cpu 2>&1 | FileCheck %s --check-prefix=SLICE
// RUN: not ag-run %s --entry=size --dim=n=8 --input=ones 2>&1 | FileCheck %s --check-prefix=SIZE
// RUN: not ag-run %s --entry=size --dim=n=8 --input=ones --on=cpu 2>&1 | FileCheck %s --check-prefix=SIZE
// RUN: not ag-run %s --entry=insert --dim=n=8 --input=ones 2>&1 | FileCheck %s --check-prefix=INSERT
// RUN: not ag-run %s --entry=insert --dim=n=8 --input=ones --on=cpu 2>&1 | FileCheck %s --check-prefix=INSERT
// RUN: not ag-run %s --entry=source --dim=n=8 --input=ones 2>&1 | FileCheck %s --check-prefix=SOURCE
// RUN: not ag-run %s --entry=source --dim=n=8 --input=ones --on=cpu 2>&1 | FileCheck %s --check-prefix=SOURCE
// RUN: not ag-run %s --entry=dim --dim=n=8 --input=ones 2>&1 | FileCheck %s --check-prefix=DIM
// RUN: not ag-run %s --entry=dim --dim=n=8 --input=ones --on=cpu 2>&1 | FileCheck %s --check-prefix=DIM
// RUN: not ag-run %s --entry=pad --dim=n=8 --input=ones 2>&1 | FileCheck %s --check-prefix=PAD
// RUN: not ag-run %s --entry=pad --dim=n=8 --input=ones --on=cpu 2>&1 | FileCheck %s --check-prefix=PAD
// RUN: not ag-run %s --entry=expand --dim=n=8 --input=ones 2>&1 | FileCheck %s --check-prefix=EXPAND
// RUN: not ag-run %s --entry=expand --dim=n=8 --input=ones --on=cpu 2>&1 | FileCheck %s --check-prefix=EXPAND
// RUN: not ag-run %s --entry=cast --dim=n=8 --input=ones 2>&1 | FileCheck %s --check-prefix=CAST
// RUN: not ag-run %s --entry=cast --dim=n=8 --input=ones --on=cpu 2>&1 | FileCheck %s --check-prefix=CAST

// SLICE-DAG: error: {{.*}}tensor.extract_slice
// SLICE-DAG: insert-checks-places.mlir:[[#@LINE+6]]:8
func.func @slice(%x: tensor<?xf32> {ag.dims = ["n"]}, %e: tensor<i64>) -> tensor<4xf32> {
  %o = tensor.extract %e[] : tensor<i64>
  %j = arith.index_cast %o : i64 to index
  %c6 = arith.constant 6 : index
  %i = arith.addi %j, %c6 : index
  %p = tensor.extract_slice %x[%i] [4] [1] : tensor<?xf32> to tensor<4xf32>
  return %p : tensor<4xf32>
}

// SIZE-DAG: error: {{.*}}tensor.extract_slice
// SIZE-DAG: insert-checks-places.mlir:[[#@LINE+6]]:8
func.func @size(%x: tensor<?xf32> {ag.dims = ["n"]}, %e: tensor<i64>) -> tensor<f32> {
  %o = tensor.extract %e[] : tensor<i64>
  %j = arith.index_cast %o : i64 to index
  %c5 = arith.constant 5 : index
  %m = arith.subi %j, %c5 : index
  %p = tensor.extract_slice %x[0] [%m] [1] : tensor<?xf32> to tensor<?xf32>
  %q = ag.reduce sum %p [0] : tensor<?xf32> -> tensor<f32>
  return %q : tensor<f32>
}

// INSERT-DAG: error: {{.*}}tensor.insert_slice
// INSERT-DAG: insert-checks-places.mlir:[[#@LINE+7]]:8
func.func @insert(%x: tensor<?xf32> {ag.dims = ["n"]}, %e: tensor<i64>) -> tensor<?xf32> {
  %c = arith.constant dense<1.0> : tensor<4xf32>
  %o = tensor.extract %e[] : tensor<i64>
  %j = arith.index_cast %o : i64 to index
  %c6 = arith.constant 6 : index
  %i = arith.addi %j, %c6 : index
  %p = tensor.insert_slice %c into %x[%i] [4] [1] : tensor<4xf32> into tensor<?xf32>
  return %p : tensor<?xf32>
}

// SOURCE-DAG: error: {{.*}}tensor.insert_slice
// SOURCE-DAG: insert-checks-places.mlir:[[#@LINE+7]]:8
func.func @source(%x: tensor<?xf32> {ag.dims = ["n"]}, %e: tensor<i64>) -> tensor<4xf32> {
  %c = arith.constant dense<1.0> : tensor<4xf32>
  %o = tensor.extract %e[] : tensor<i64>
  %j = arith.index_cast %o : i64 to index
  %c2 = arith.constant 2 : index
  %k = arith.addi %j, %c2 : index
  %p = tensor.insert_slice %x into %c[0] [%k] [1] : tensor<?xf32> into tensor<4xf32>
  return %p : tensor<4xf32>
}

// DIM-DAG: error: {{.*}}tensor.dim
// DIM-DAG: insert-checks-places.mlir:[[#@LINE+6]]:8
func.func @dim(%x: tensor<?xf32> {ag.dims = ["n"]}, %e: tensor<i64>) -> tensor<i64> {
  %o = tensor.extract %e[] : tensor<i64>
  %j = arith.index_cast %o : i64 to index
  %c6 = arith.constant 6 : index
  %i = arith.addi %j, %c6 : index
  %d = tensor.dim %x, %i : tensor<?xf32>
  %v = arith.index_cast %d : index to i64
  %p = tensor.from_elements %v : tensor<i64>
  return %p : tensor<i64>
}

// PAD-DAG: error: {{.*}}tensor.pad
// PAD-DAG: insert-checks-places.mlir:[[#@LINE+7]]:8
func.func @pad(%x: tensor<?xf32> {ag.dims = ["n"]}, %e: tensor<i64>) -> tensor<11xf32> {
  %f = arith.constant 0.0 : f32
  %o = tensor.extract %e[] : tensor<i64>
  %j = arith.index_cast %o : i64 to index
  %c5 = arith.constant 5 : index
  %m = arith.subi %j, %c5 : index
  %p = tensor.pad %x low[%m] high[0] {
  ^bb0(%a: index):
    tensor.yield %f : f32
  } : tensor<?xf32> to tensor<11xf32>
  return %p : tensor<11xf32>
}

// EXPAND-DAG: error: {{.*}}tensor.expand_shape
// EXPAND-DAG: insert-checks-places.mlir:[[#@LINE+6]]:8
func.func @expand(%x: tensor<?xf32> {ag.dims = ["n"]}, %e: tensor<i64>) -> tensor<f32> {
  %o = tensor.extract %e[] : tensor<i64>
  %j = arith.index_cast %o : i64 to index
  %c6 = arith.constant 6 : index
  %i = arith.addi %j, %c6 : index
  %p = tensor.expand_shape %x [[0, 1]] output_shape [%i, 2] : tensor<?xf32> into tensor<?x2xf32>
  %q = ag.reduce sum %p [0, 1] : tensor<?x2xf32> -> tensor<f32>
  return %q : tensor<f32>
}

// CAST-DAG: error: {{.*}}tensor.cast
// CAST-DAG: insert-checks-places.mlir:[[#@LINE+2]]:8
func.func @cast(%x: tensor<?xf32> {ag.dims = ["n"]}, %e: tensor<i64>) -> tensor<7xf32> {
  %p = tensor.cast %x : tensor<?xf32> to tensor<7xf32>
  return %p : tensor<7xf32>
}
