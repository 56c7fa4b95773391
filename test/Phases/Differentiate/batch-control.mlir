// RUN: split-file %s %t
// RUN: cat %t/batch.mlir %t/all.mlir > %t/a.mlir
// RUN: ag-opt --ag-batch %t/a.mlir | FileCheck %s
// RUN: cat %t/batch.mlir %t/each.mlir > %t/b.mlir
// RUN: ag-run %t/a.mlir --input=randn:2 --input=iota --same-as=%t/b.mlir
// RUN: ag-run %t/a.mlir --input=randn:2 --input=iota --same-as=%t/b.mlir --on=cpu
// RUN: ag-run %t/a.mlir --grad=main:of=0 --entry=main_grad --input=randn:2 --input=iota --input=ones | FileCheck %s --check-prefix=GRAD

// An scf.if whose condition varies over the batch becomes a select. A while loop runs until all elements are
// done, a for loop to the largest trip count. A division in a side that is not taken gives no NaN in reverse.
// GRAD: f64[6] [
// GRAD-NOT: nan
// CHECK-LABEL: func.func private @f.vmap(
// CHECK-NOT: scf.if
// CHECK: scf.while
// CHECK: ag.reduce max
// CHECK: scf.condition
// CHECK: ag.select
// CHECK: scf.for
// CHECK: ag.stop_gradient
// CHECK: ag.select

//--- batch.mlir
func.func private @f(%x: tensor<f64>, %n: index) -> (tensor<f64>, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant dense<0.0> : tensor<f64>
  %one = arith.constant dense<1.0> : tensor<f64>
  %positive = ag.compare gt %x, %zero : tensor<f64>, tensor<f64> -> tensor<i1>
  %b = tensor.extract %positive[] : tensor<i1>
  %y = scf.if %b -> tensor<f64> {
    %r = ag.sqrt %x : tensor<f64>
    %d = ag.div %one, %r : tensor<f64>
    scf.yield %d : tensor<f64>
  } else {
    scf.yield %x : tensor<f64>
  }
  %w:2 = scf.while (%a = %y, %i = %c0) : (tensor<f64>, index) -> (tensor<f64>, index) {
    %goes = ag.compare lt %a, %one : tensor<f64>, tensor<f64> -> tensor<i1>
    %g = tensor.extract %goes[] : tensor<i1>
    scf.condition(%g) %a, %i : tensor<f64>, index
  } do {
  ^bb0(%a: tensor<f64>, %i: index):
    %s = ag.add %a, %one : tensor<f64>
    %j = arith.addi %i, %c1 : index
    scf.yield %s, %j : tensor<f64>, index
  } attributes {ag.max_trips = 10 : i64}
  %z = scf.for %k = %c1 to %n step %c1 iter_args(%t = %w#0) -> tensor<f64> {
    %s = ag.mul %t, %x : tensor<f64>
    scf.yield %s : tensor<f64>
  }
  return %z, %w#1 : tensor<f64>, index
}
//--- all.mlir
func.func @main(%x: tensor<6xf64>, %n: tensor<6xi64>) -> (tensor<6xf64>, tensor<6xi64>) {
  %y, %i = ag.vmap @f in [0, 0] out [0, 0] (%x, %n) : (tensor<6xf64>, tensor<6xi64>) -> (tensor<6xf64>, tensor<6xi64>)
  return %y, %i : tensor<6xf64>, tensor<6xi64>
}
//--- each.mlir
func.func @main(%x: tensor<6xf64>, %n: tensor<6xi64>) -> (tensor<6xf64>, tensor<6xi64>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c6 = arith.constant 6 : index
  %r:2 = scf.for %k = %c0 to %c6 step %c1 iter_args(%t = %x, %u = %n) -> (tensor<6xf64>, tensor<6xi64>) {
    %a = tensor.extract_slice %x[%k] [1] [1] : tensor<6xf64> to tensor<f64>
    %b = tensor.extract %n[%k] : tensor<6xi64>
    %c = arith.index_cast %b : i64 to index
    %y, %i = func.call @f(%a, %c) : (tensor<f64>, index) -> (tensor<f64>, index)
    %j = arith.index_cast %i : index to i64
    %v = tensor.insert_slice %y into %t[%k] [1] [1] : tensor<f64> into tensor<6xf64>
    %w = tensor.insert %j into %u[%k] : tensor<6xi64>
    scf.yield %v, %w : tensor<6xf64>, tensor<6xi64>
  }
  return %r#0, %r#1 : tensor<6xf64>, tensor<6xi64>
}
