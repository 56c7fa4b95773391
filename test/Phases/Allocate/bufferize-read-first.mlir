// An iter_arg is changed in place if all reads can move before the change, or
// if their slices can be copied before it. Two branches may do so.
// RUN: ag-opt %s --to=allocate --ag-verify-copies | FileCheck %s
// RUN: ag-run %s --entry=late --on=cpu --input=randn:1 --input=randn:2 --same-as=%s
// RUN: ag-run %s --entry=both --on=cpu --input=randn:1 --input=randn:2 --same-as=%s
// RUN: ag-run %s --entry=inner --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=branches --on=cpu --input=randn:1 --input=randn:2 --same-as=%s
// RUN: ag-run %s --entry=branches --on=cpu --input=zeros --input=randn:2 --same-as=%s

// The row is read after its position has been written.
// CHECK-LABEL: func.func private @late.nest(
// CHECK: scf.for
// CHECK-NOT: memref<50x8xf64> to memref<50x8xf64>
// CHECK: return
func.func @late(%p: tensor<8xf64>, %w: tensor<50x8xf64>) -> tensor<8xf64> {
  %z = arith.constant dense<0.0> : tensor<1x8xf64>
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = arith.constant 50 : index
  %r:2 = scf.for %i = %c0 to %n step %c1 iter_args(%v = %p, %b = %w) -> (tensor<8xf64>, tensor<50x8xf64>) {
    %u = ag.update %b, %z [%i, 0] [1, 1] : tensor<50x8xf64>, tensor<1x8xf64> -> tensor<50x8xf64>
    %s = ag.slice %b [%i, 0] [1, 8] [1, 1] : tensor<50x8xf64> -> tensor<1x8xf64>
    %t = ag.reshape %s : tensor<1x8xf64> -> tensor<8xf64>
    %a = ag.add %t, %v : tensor<8xf64>
    scf.yield %a, %u : tensor<8xf64>, tensor<50x8xf64>
  }
  return %r#0 : tensor<8xf64>
}

// The op that reads the old row also reads all of the new tensor.
// CHECK-LABEL: func.func private @both.nest(
// CHECK: scf.for
// CHECK-NOT: memref<50x8xf64> to memref<50x8xf64>
// CHECK: return
func.func @both(%p: tensor<8xf64>, %w: tensor<50x8xf64>) -> tensor<8xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = arith.constant 50 : index
  %r:2 = scf.for %i = %c0 to %n step %c1 iter_args(%v = %p, %b = %w) -> (tensor<8xf64>, tensor<50x8xf64>) {
    %z = ag.reshape %v : tensor<8xf64> -> tensor<1x8xf64>
    %u = ag.update %b, %z [%i, 0] [1, 1] : tensor<50x8xf64>, tensor<1x8xf64> -> tensor<50x8xf64>
    %all = ag.reduce sum %u [0] : tensor<50x8xf64> -> tensor<8xf64>
    %s = ag.slice %b [%i, 0] [1, 8] [1, 1] : tensor<50x8xf64> -> tensor<1x8xf64>
    %t = ag.reshape %s : tensor<1x8xf64> -> tensor<8xf64>
    %a = ag.sub %t, %all : tensor<8xf64>
    %c = ag.sin %a : tensor<8xf64>
    scf.yield %c, %u : tensor<8xf64>, tensor<50x8xf64>
  }
  return %r#0 : tensor<8xf64>
}

// CHECK-LABEL: func.func private @branches.nest(
// CHECK: scf.if
// CHECK-NOT: memref<50x8xf64> to memref<50x8xf64>
// CHECK: return
func.func @branches(%p: tensor<8xf64>, %w: tensor<50x8xf64>) -> tensor<50x8xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = arith.constant 50 : index
  %zero = arith.constant dense<0.0> : tensor<f64>
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%b = %w) -> (tensor<50x8xf64>) {
    %s = ag.slice %b [%i, 0] [1, 8] [1, 1] : tensor<50x8xf64> -> tensor<1x8xf64>
    %sum = ag.reduce sum %s [0, 1] : tensor<1x8xf64> -> tensor<f64>
    %gt = ag.compare gt %sum, %zero : tensor<f64>, tensor<f64> -> tensor<i1>
    %c = tensor.extract %gt[] : tensor<i1>
    %t = scf.if %c -> (tensor<50x8xf64>) {
      %z = ag.reshape %p : tensor<8xf64> -> tensor<1x8xf64>
      %u = ag.update %b, %z [%i, 0] [1, 1] : tensor<50x8xf64>, tensor<1x8xf64> -> tensor<50x8xf64>
      scf.yield %u : tensor<50x8xf64>
    } else {
      %m = ag.neg %p : tensor<8xf64>
      %z = ag.reshape %m : tensor<8xf64> -> tensor<1x8xf64>
      %u = ag.update %b, %z [%i, 0] [1, 1] : tensor<50x8xf64>, tensor<1x8xf64> -> tensor<50x8xf64>
      scf.yield %u : tensor<50x8xf64>
    }
    scf.yield %t : tensor<50x8xf64>
  }
  return %r : tensor<50x8xf64>
}

// The inner loop reads %b before the update and stays there; the element of %a is read first.
// CHECK-LABEL: func.func private @inner.nest(
// CHECK-NOT: memref<100xf64> to memref<100xf64>
func.func @inner(%p: tensor<100xf64>, %w: tensor<100xf64>, %e: tensor<1xf64>) -> (tensor<100xf64>, tensor<100xf64>, tensor<1xf64>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %n = arith.constant 90 : index
  %r:3 = scf.for %i = %c0 to %n step %c1 iter_args(%b = %w, %a = %p, %s = %e) -> (tensor<100xf64>, tensor<100xf64>, tensor<1xf64>) {
    %w1 = scf.for %k = %c0 to %c4 step %c1 iter_args(%aa = %a) -> (tensor<100xf64>) {
      %j = arith.addi %i, %k : index
      %x = ag.slice %b [%j] [1] [1] : tensor<100xf64> -> tensor<1xf64>
      %y = ag.slice %aa [%k] [1] [1] : tensor<100xf64> -> tensor<1xf64>
      %z = ag.add %x, %y : tensor<1xf64>
      %u = ag.update %aa, %z [%j] [1] : tensor<100xf64>, tensor<1xf64> -> tensor<100xf64>
      scf.yield %u : tensor<100xf64>
    }
    %w2 = ag.update %b, %s [%i] [1] : tensor<100xf64>, tensor<1xf64> -> tensor<100xf64>
    %q = ag.slice %a [%i] [1] [1] : tensor<100xf64> -> tensor<1xf64>
    %t = ag.sin %q : tensor<1xf64>
    scf.yield %w2, %w1, %t : tensor<100xf64>, tensor<100xf64>, tensor<1xf64>
  }
  return %r#0, %r#1, %r#2 : tensor<100xf64>, tensor<100xf64>, tensor<1xf64>
}
