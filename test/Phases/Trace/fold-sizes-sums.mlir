// A sum of sizes whose other terms cancel is the number or the value that is
// left.
// RUN: ag-opt --canonicalize --ag-fold-sizes --canonicalize %s | FileCheck %s
// RUN: ag-run %s --entry=part --on=cpu --input=randn:1 --input=ones --same-as=%s
// RUN: ag-run %s --entry=named --dim=n=3 --on=cpu --input=randn:1 --input=randn:2 --input=ones --same-as=%s
// RUN: ag-run %s --entry=formula --on=cpu --input=randn:1 --input=ones --input=iota --same-as=%s
// RUN: ag-run %s --entry=branches --on=cpu --input=randn:1 --input=ones --same-as=%s
// RUN: not ag-compile %s --entry=narrow -o %t.o 2>&1 | FileCheck %s --check-prefix=NARROW
// RUN: not ag-run %s --entry=outside --on=cpu --input=ones 2>&1 | FileCheck %s --check-prefix=OUTSIDE

// x[i:i + 1], as front ends write it: each bound is read by itself.
// CHECK-LABEL: func @part
// CHECK: %[[ONE:.*]] = arith.constant 1 : index
// CHECK: ag.slice %{{.*}} [%{{.*}}, 0] [%[[ONE]], 4] [1, 1]
func.func @part(%x: tensor<32x4xf32>, %i: tensor<i64>) -> tensor<?x4xf32> {
  %c1 = arith.constant dense<1> : tensor<i64>
  %end = ag.add %i, %c1 : tensor<i64>
  %e = tensor.extract %i[] : tensor<i64>
  %0 = arith.index_cast %e : i64 to index
  %f = tensor.extract %end[] : tensor<i64>
  %1 = arith.index_cast %f : i64 to index
  %size = arith.subi %1, %0 : index
  %y = ag.slice %x [%0, 0] [%size, 4] [1, 1] : tensor<32x4xf32> -> tensor<?x4xf32>
  return %y : tensor<?x4xf32>
}

// CHECK-LABEL: func @named
// CHECK: %[[N:.*]] = tensor.dim %{{.*}}, %c0
// CHECK: ag.slice %{{.*}} [%{{.*}}] [%[[N]]] [1]
func.func @named(%x: tensor<8xf32>, %w: tensor<?xf32> {ag.dims = ["n"]}, %i: tensor<i64>) -> tensor<?xf32>
    attributes {ag.ranges = {n = [1, 4]}} {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %w, %c0 : tensor<?xf32>
  %0 = arith.index_cast %n : index to i64
  %e = tensor.extract %i[] : tensor<i64>
  %1 = arith.addi %0, %e : i64
  %end = arith.index_cast %1 : i64 to index
  %f = tensor.extract %i[] : tensor<i64>
  %begin = arith.index_cast %f : i64 to index
  %minus = arith.constant -1 : index
  %2 = arith.muli %begin, %minus : index
  %size = arith.addi %end, %2 : index
  %y = ag.slice %x [%begin] [%size] [1] : tensor<8xf32> -> tensor<?xf32>
  return %y : tensor<?xf32>
}

// (3 i + j + 5) - (i + 2 i + j + 1) is 4, also where 3 i wraps.
// CHECK-LABEL: func @formula
// CHECK: ag.broadcast %{{.*}} [] (%c4)
func.func @formula(%x: tensor<f32>, %i: tensor<i64>, %j: tensor<i64>) -> tensor<?xf32> {
  %c1 = arith.constant 1 : i64
  %c2 = arith.constant 2 : i64
  %c3 = arith.constant 3 : i64
  %c5 = arith.constant 5 : index
  %a = tensor.extract %i[] : tensor<i64>
  %b = tensor.extract %j[] : tensor<i64>
  %0 = arith.muli %a, %c3 : i64
  %1 = arith.addi %0, %b : i64
  %2 = arith.index_cast %1 : i64 to index
  %3 = arith.addi %2, %c5 : index
  %4 = arith.muli %a, %c2 : i64
  %5 = arith.addi %4, %a : i64
  %6 = arith.addi %5, %b : i64
  %7 = arith.addi %6, %c1 : i64
  %8 = arith.index_cast %7 : i64 to index
  %size = arith.subi %3, %8 : index
  %y = ag.broadcast %x [] (%size) : tensor<f32> -> tensor<?xf32>
  return %y : tensor<?xf32>
}

// The equal value of the other branch is not visible in this one.
// CHECK-LABEL: func @branches
// CHECK: scf.if
// CHECK: ag.slice %{{.*}} [%{{.*}}] [%c2] [1]
// CHECK: else
// CHECK: ag.slice %{{.*}} [%{{.*}}] [%c2] [1]
func.func @branches(%x: tensor<8xf32>, %i: tensor<i64>) -> tensor<f32> {
  %c1 = arith.constant 1 : i64
  %c2 = arith.constant 2 : i64
  %c3 = arith.constant 3 : i64
  %e = tensor.extract %i[] : tensor<i64>
  %holds = arith.cmpi slt, %e, %c3 : i64
  %r = scf.if %holds -> tensor<f32> {
    %0 = arith.addi %e, %c1 : i64
    %1 = arith.addi %0, %c2 : i64
    %2 = arith.subi %1, %0 : i64
    %3 = arith.index_cast %0 : i64 to index
    %size = arith.index_cast %2 : i64 to index
    %y = ag.slice %x [%3] [%size] [1] : tensor<8xf32> -> tensor<?xf32>
    %s = ag.reduce sum %y [0] : tensor<?xf32> -> tensor<f32>
    scf.yield %s : tensor<f32>
  } else {
    %0 = arith.addi %e, %c1 : i64
    %1 = arith.addi %0, %c2 : i64
    %2 = arith.subi %1, %0 : i64
    %size = arith.index_cast %2 : i64 to index
    %c0 = arith.constant 0 : index
    %y = ag.slice %x [%c0] [%size] [1] : tensor<8xf32> -> tensor<?xf32>
    %s = ag.reduce sum %y [0] : tensor<?xf32> -> tensor<f32>
    scf.yield %s : tensor<f32>
  }
  return %r : tensor<f32>
}

// The bounds are still checked.
// OUTSIDE: error: {{.*}}ag.slice
func.func @outside(%x: tensor<1xf32>, %i: tensor<i64>) -> tensor<?xf32> {
  %c1 = arith.constant 1 : i64
  %e = tensor.extract %i[] : tensor<i64>
  %0 = arith.index_cast %e : i64 to index
  %1 = arith.addi %e, %c1 : i64
  %2 = arith.index_cast %1 : i64 to index
  %size = arith.subi %2, %0 : index
  %y = ag.slice %x [%0] [%size] [1] : tensor<1xf32> -> tensor<?xf32>
  return %y : tensor<?xf32>
}

// A sum of 32 bits may wrap: (i + 1) - i is then not 1.
// NARROW: error: the size of a result depends on the elements
func.func @narrow(%x: tensor<32xf32>, %i: tensor<i32>) -> tensor<?xf32> {
  %c1 = arith.constant 1 : i32
  %e = tensor.extract %i[] : tensor<i32>
  %0 = arith.index_cast %e : i32 to index
  %1 = arith.addi %e, %c1 : i32
  %2 = arith.index_cast %1 : i32 to index
  %size = arith.subi %2, %0 : index
  %y = ag.slice %x [%0] [%size] [1] : tensor<32xf32> -> tensor<?xf32>
  return %y : tensor<?xf32>
}
