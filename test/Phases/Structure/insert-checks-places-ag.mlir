// A failing check of an op of ag has the op's line, compiled and interpreted.
// RUN: not ag-run %s --entry=part --dim=n=8 --input=ones 2>&1 | FileCheck %s --check-prefix=PART
// RUN: not ag-run %s --entry=part --dim=n=8 --input=ones --on=cpu 2>&1 | FileCheck %s --check-prefix=PART
// RUN: not ag-run %s --entry=update --dim=n=8 --input=ones 2>&1 | FileCheck %s --check-prefix=UPDATE
// RUN: not ag-run %s --entry=update --dim=n=8 --input=ones --on=cpu 2>&1 | FileCheck %s --check-prefix=UPDATE
// RUN: not ag-run %s --entry=border --dim=n=8 --input=ones 2>&1 | FileCheck %s --check-prefix=BORDER
// RUN: not ag-run %s --entry=border --dim=n=8 --input=ones --on=cpu 2>&1 | FileCheck %s --check-prefix=BORDER
// A check written in the program has its own line.
// RUN: not ag-run %s --entry=written --dim=n=8 --input=ones 2>&1 | FileCheck %s --check-prefix=WRITTEN
// RUN: not ag-run %s --entry=written --dim=n=8 --input=ones --on=cpu 2>&1 | FileCheck %s --check-prefix=WRITTEN

// PART-DAG: error: {{.*}}ag.slice
// PART-DAG: insert-checks-places-ag.mlir:[[#@LINE+6]]:8
func.func @part(%x: tensor<?xf32> {ag.dims = ["n"]}, %e: tensor<i64>) -> tensor<4xf32> {
  %o = tensor.extract %e[] : tensor<i64>
  %j = arith.index_cast %o : i64 to index
  %c6 = arith.constant 6 : index
  %i = arith.addi %j, %c6 : index
  %p = ag.slice %x [%i] [4] [1] : tensor<?xf32> -> tensor<4xf32>
  return %p : tensor<4xf32>
}

// UPDATE-DAG: error: {{.*}}ag.update
// UPDATE-DAG: insert-checks-places-ag.mlir:[[#@LINE+7]]:8
func.func @update(%x: tensor<?xf32> {ag.dims = ["n"]}, %e: tensor<i64>) -> tensor<?xf32> {
  %c = arith.constant dense<1.0> : tensor<4xf32>
  %o = tensor.extract %e[] : tensor<i64>
  %j = arith.index_cast %o : i64 to index
  %c6 = arith.constant 6 : index
  %i = arith.addi %j, %c6 : index
  %p = ag.update %x, %c [%i] [1] : tensor<?xf32>, tensor<4xf32> -> tensor<?xf32>
  return %p : tensor<?xf32>
}

// BORDER-DAG: error: {{.*}}ag.pad
// BORDER-DAG: insert-checks-places-ag.mlir:[[#@LINE+7]]:8
func.func @border(%x: tensor<?xf32> {ag.dims = ["n"]}, %e: tensor<i64>) -> tensor<11xf32> {
  %s = arith.constant dense<0.0> : tensor<f32>
  %o = tensor.extract %e[] : tensor<i64>
  %j = arith.index_cast %o : i64 to index
  %c5 = arith.constant 5 : index
  %m = arith.subi %j, %c5 : index
  %p = ag.pad %x low [%m] high [0] with %s : tensor<?xf32>, tensor<f32> -> tensor<11xf32>
  return %p : tensor<11xf32>
}

// WRITTEN-DAG: error: {{.*}}50 % of {{.*}}8
// WRITTEN-DAG: insert-checks-places-ag.mlir:[[#@LINE+9]]:3
func.func @written(%x: tensor<?xf32> {ag.dims = ["n"]}, %e: tensor<i64>) -> tensor<?xf32> {
  %o = tensor.extract %e[] : tensor<i64>
  %j = arith.index_cast %o : i64 to index
  %c6 = arith.constant 6 : index
  %i = arith.addi %j, %c6 : index
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %h = arith.cmpi eq, %i, %n : index
  ag.require %h, "{0} is 50 % of {1}" (%i, %n)
  %p = tensor.cast %x : tensor<?xf32> to tensor<?xf32>
  return %p : tensor<?xf32>
}
