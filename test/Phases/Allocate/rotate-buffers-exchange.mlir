// A loop exchanges its iter_args, and no iteration copies them.
// RUN: ag-opt %s --to=allocate -o %t.mlir --remarks-filter=ag-plan-workspace 2>&1 | FileCheck %s --check-prefix=REMARK
// RUN: FileCheck %s --input-file=%t.mlir
// RUN: ag-run %s --entry=exchanged --on=cpu --input=randn:1 --input=randn:2 --input=randn:3 --same-as=%s
// RUN: ag-run %s --entry=exchanged --on=cpu --threads=2 --input=randn:1 --input=randn:2 --input=randn:3 --same-as=%s
// RUN: ag-run %s --entry=written --on=cpu --input=randn:1 --input=randn:2 --same-as=%s
// RUN: ag-run %s --entry=sizes --on=cpu --dim n=5 --input=randn:1 --input=randn:2 --same-as=%s
// RUN: ag-run %s --entry=sizes --on=cpu --dim n=1 --input=randn:1 --input=randn:2 --same-as=%s
// RUN: ag-run %s --entry=sizes --on=cpu --dim n=0 --input=randn:1 --input=randn:2 --same-as=%s

// CHECK-LABEL: func.func @exchanged(
// CHECK: scf.for {{.*}} iter_args(%[[A:.*]] = %{{.*}}, %[[B:.*]] = %{{.*}})
// CHECK-NOT: memref.copy
// CHECK: scf.yield %[[B]], %[[A]]
func.func @exchanged(%p: tensor<8xf64>, %v: tensor<50x8xf64>, %w: tensor<50x8xf64>) -> (tensor<50x8xf64>, tensor<50x8xf64>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = arith.constant 50 : index
  %r:2 = scf.for %i = %c0 to %n step %c1 iter_args(%a = %v, %b = %w) -> (tensor<50x8xf64>, tensor<50x8xf64>) {
    %s = ag.slice %a [%i, 0] [1, 8] [1, 1] : tensor<50x8xf64> -> tensor<1x8xf64>
    %t = ag.reshape %s : tensor<1x8xf64> -> tensor<8xf64>
    %x = ag.add %t, %p : tensor<8xf64>
    %y = ag.reshape %x : tensor<8xf64> -> tensor<1x8xf64>
    %u = ag.update %b, %y [%i, 0] [1, 1] : tensor<50x8xf64>, tensor<1x8xf64> -> tensor<50x8xf64>
    scf.yield %u, %a : tensor<50x8xf64>, tensor<50x8xf64>
  }
  return %r#0, %r#1 : tensor<50x8xf64>, tensor<50x8xf64>
}

// The tensor that is saved for the other one's buffer is then written as well.
// REMARK: copy | {{.*}}Function=written | Reason="each iteration copies all of it, and otherwise uses only slices
func.func @written(%v: tensor<6xf64>, %w: tensor<6xf64>) -> (tensor<6xf64>, tensor<6xf64>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = arith.constant 5 : index
  %one = arith.constant dense<1.0> : tensor<1xf64>
  %r:2 = scf.for %i = %c0 to %n step %c1 iter_args(%a = %v, %b = %w) -> (tensor<6xf64>, tensor<6xf64>) {
    %t = ag.update %a, %one [%i] [1] : tensor<6xf64>, tensor<1xf64> -> tensor<6xf64>
    %s = ag.reduce sum %t [0] : tensor<6xf64> -> tensor<f64>
    %f = ag.broadcast %s [] : tensor<f64> -> tensor<6xf64>
    %x = ag.add %b, %f : tensor<6xf64>
    scf.yield %x, %a : tensor<6xf64>, tensor<6xf64>
  }
  return %r#0, %r#1 : tensor<6xf64>, tensor<6xf64>
}

// Three iter_args rotate, in as many iterations as they have elements.
func.func @sizes(%v: tensor<?xf64> {ag.dims = ["n"]}, %w: tensor<?xf64> {ag.dims = ["n"]}) -> (tensor<?xf64>, tensor<?xf64>, tensor<?xf64>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = tensor.dim %v, %c0 : tensor<?xf64>
  %one = arith.constant dense<1.0> : tensor<1xf64>
  %r:3 = scf.for %i = %c0 to %n step %c1 iter_args(%a = %v, %b = %w, %c = %v) -> (tensor<?xf64>, tensor<?xf64>, tensor<?xf64>) {
    %u = ag.update %b, %one [%i] [1] : tensor<?xf64>, tensor<1xf64> -> tensor<?xf64>
    scf.yield %c, %a, %u : tensor<?xf64>, tensor<?xf64>, tensor<?xf64>
  }
  return %r#0, %r#1, %r#2 : tensor<?xf64>, tensor<?xf64>, tensor<?xf64>
}
