// RUN: ag-opt %s --march=x86-64-v3 --to=schedule | FileCheck %s
// RUN: ag-run %s --entry=rows --on=cpu --march=x86-64-v3 --input=randn:1 --same-as=%s --rtol=1e-5 --atol=1e-4
// RUN: ag-run %s --entry=columns --on=cpu --march=x86-64-v3 --input=randn:1 --same-as=%s --rtol=1e-5 --atol=1e-4
// RUN: ag-run %s --entry=dynamic --on=cpu --march=x86-64-v3 --input=randn:1 --dim n=3 --dim m=20001 --same-as=%s --rtol=1e-5 --atol=1e-4
// RUN: ag-run %s --entry=dynamic --on=cpu --march=x86-64-v3 --input=randn:1 --dim n=3 --dim m=70 --same-as=%s --rtol=1e-5 --atol=1e-4
// RUN: ag-run %s --entry=dynamic --on=cpu --march=x86-64-v3 --input=randn:1 --dim n=2 --dim m=0 --same-as=%s
// RUN: ag-run %s --entry=several --on=cpu --march=x86-64-v3 --input=randn:1 --same-as=%s --rtol=1e-5 --atol=1e-4

// A block is 64 vectors of 32 elements and starts at -0. A group is eight blocks. The remainder is one more step.
// CHECK-LABEL: func.func @rows(
// CHECK-DAG: %[[ZERO:.*]] = arith.constant dense<0.000000e+00> : vector<32xf32>
// CHECK-DAG: %[[NONE:.*]] = arith.constant dense<-0.000000e+00> : vector<32xf32>
// CHECK: %[[SUM:.*]]:2 = scf.for %[[I:.*]] = %c0 to %c40000 step %c16384 iter_args(%[[OLD:.*]] = %[[ZERO]], %[[EXCESS:.*]] = %[[ZERO]])
// CHECK:   %[[LENGTH:.*]] = affine.min
// CHECK:   %[[GROUP:.*]] = scf.for %[[J:.*]] = %c0 to %[[LENGTH]] step %c2048 iter_args(%[[ADDED:.*]] = %[[NONE]])
// CHECK:     %[[BLOCK:.*]] = scf.for {{.*}} step %c32 iter_args(%{{.*}} = %[[NONE]])
// CHECK:     %[[NEXT:.*]] = arith.addf %[[ADDED]], %[[BLOCK]]
// CHECK:     scf.yield %[[NEXT]]
// CHECK:   %[[TERM:.*]] = arith.subf %[[GROUP]], %[[EXCESS]]
// CHECK:   %[[JOINED:.*]] = arith.addf %[[OLD]], %[[TERM]]
// CHECK:   %[[DONE:.*]] = arith.subf %[[JOINED]], %[[OLD]]
// CHECK:   %[[MORE:.*]] = arith.subf %[[DONE]], %[[TERM]]
// CHECK:   arith.cmpf ord
// CHECK:   arith.select %{{.*}}, %[[MORE]], %[[ZERO]]
// CHECK: vector.constant_mask [7]
// CHECK: vector.reduction <add>
func.func @rows(%x: tensor<3x40007xf32>) -> tensor<3xf32> {
  %0 = ag.reduce sum %x [1] : tensor<3x40007xf32> -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

// A few blocks are added without tracking the rounding error.
// CHECK-LABEL: func.func @columns(
// CHECK: scf.for %{{.*}} = %c0 to %c384 step %c64 iter_args(%[[OLD:.*]] =
// CHECK:   %[[BLOCK:.*]] = scf.for %{{.*}} = %c0 to %c64 step %c1
// CHECK:   arith.addf %[[OLD]], %[[BLOCK]]
// CHECK-NEXT: scf.yield
func.func @columns(%x: tensor<384x8xf32>) -> tensor<8xf32> {
  %0 = ag.reduce sum %x [0] : tensor<384x8xf32> -> tensor<8xf32>
  return %0 : tensor<8xf32>
}

// With an unknown number of steps, the first block starts at the initial value.
// CHECK-LABEL: func.func @dynamic(
// CHECK: %[[FIRST:.*]] = scf.for %{{.*}} = %c0 to %{{.*}} step %c32
// CHECK: scf.for %{{.*}} = %c2048 to %{{.*}} step %c16384 iter_args(%{{.*}} = %[[FIRST]]
func.func @dynamic(%x: tensor<?x?xf32> {ag.dims = ["n", "m"]}) -> tensor<?xf32> {
  %0 = ag.reduce sum %x [1] : tensor<?x?xf32> -> tensor<?xf32>
  return %0 : tensor<?xf32>
}

// All three loops are reductions; the inner ones fit in a block.
// CHECK-LABEL: func.func @several(
// CHECK: scf.for %{{.*}} = %c0 to %c9000 step %c{{[0-9]+}}
func.func @several(%x: tensor<9000x3x5x8xf32>) -> tensor<8xf32> {
  %0 = ag.reduce sum %x [0, 1, 2] : tensor<9000x3x5x8xf32> -> tensor<8xf32>
  return %0 : tensor<8xf32>
}
