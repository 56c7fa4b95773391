// RUN: split-file %s %t.parts
// RUN: ag-opt --grad="main:wrt=0;main:mode=jvp" %t.parts/main.mlir -o %t.mlir
// RUN: FileCheck %s < %t.mlir
// RUN: ag-run %t.mlir --entry=main_grad --input=ones --same-as=%t.parts/by-hand.mlir
// RUN: ag-run %t.mlir --entry=main_grad --input=ones --on=cpu --same-as=%t.parts/by-hand.mlir
// RUN: ag-run %t.mlir --entry=main_jvp --input=ones --same-as=%t.parts/by-hand.mlir
// RUN: sed -e 's/max_trips = 3/max_trips = 1/' %t.parts/main.mlir > %t.short.mlir
// RUN: not ag-run --grad=main %t.short.mlir --input=ones 2>&1 | FileCheck %s --check-prefix=SHORT
// RUN: sed -e 's/attributes {ag.max_trips = 3 : i64}//' %t.parts/main.mlir > %t.open.mlir
// RUN: ag-run --grad=main %t.open.mlir --input=ones | FileCheck %s --check-prefix=OPEN
// RUN: not ag-run --grad=main %t.open.mlir --input=ones --on=cpu 2>&1 | FileCheck %s --check-prefix=ADVICE
// RUN: sed -e 's/max_trips = 3/max_trips = -1/' %t.parts/main.mlir > %t.wrong.mlir
// RUN: not ag-opt --grad=main %t.wrong.mlir 2>&1 | FileCheck %s --check-prefix=WRONG

// The reverse first counts the iterations, then runs them again as an scf.for;
// ag.max_trips bounds its stacks. In forward mode, tangents are iter_args
// beside the values.

// CHECK-LABEL: func.func @main_jvp(
// CHECK: scf.while (%{{.*}} = %{{.*}}, %[[DX:.*]] = %arg1) : (tensor<f32>, tensor<f32>) -> (tensor<f32>, tensor<f32>)
// CHECK-LABEL: func.func @main_grad(
// CHECK: %[[TURNS:.*]]:2 = scf.while
// CHECK: cf.assert
// CHECK: %[[N:.*]] = arith.minsi %[[TURNS]]#1, %c3
// CHECK: %[[SOME:.*]] = arith.maxsi %[[TURNS]]#1, %c0
// CHECK: %[[ROOM:.*]] = arith.minsi %[[SOME]], %c3
// CHECK: tensor.empty(%[[ROOM]])
// CHECK: scf.for {{.*}} = %c0 to %[[N]]
// CHECK: scf.for {{.*}} = %c0 to %[[ROOM]]
// SHORT: a loop has more iterations than ag.max_trips allows, 1
// OPEN: f32[] 512
// ADVICE: error: the size of this buffer is not known when the entry is called
// ADVICE: note: if the loop is to be reversed, ag.max_trips on it (in Python max_trips=), before it is differentiated, bounds its trip count
// WRONG: error: ag.max_trips is -1 : i64, expected a non-negative number of iterations

//--- main.mlir
func.func @main(%x: tensor<f32>) -> tensor<f32> {
  %limit = arith.constant 50.0 : f32
  %two = arith.constant dense<2.0> : tensor<f32>
  %r = scf.while (%t = %x) : (tensor<f32>) -> tensor<f32> {
    %0 = ag.mul %t, %two : tensor<f32>
    %1 = tensor.extract %0[] : tensor<f32>
    %2 = arith.cmpf olt, %1, %limit : f32
    scf.condition(%2) %0 : tensor<f32>
  } do {
  ^bb0(%t: tensor<f32>):
    %0 = ag.mul %t, %t : tensor<f32>
    scf.yield %0 : tensor<f32>
  } attributes {ag.max_trips = 3 : i64}
  return %r : tensor<f32>
}

//--- by-hand.mlir
// From 1: 2, 8, 128: after two iterations 2 * (2 * (2 x)^2)^2 = 128 x^4.
func.func @main_grad(%x: tensor<f32>) -> tensor<f32> {
  %0 = ag.mul %x, %x : tensor<f32>
  %1 = ag.mul %0, %x : tensor<f32>
  %c = arith.constant dense<512.0> : tensor<f32>
  %2 = ag.mul %c, %1 : tensor<f32>
  return %2 : tensor<f32>
}
func.func @main_jvp(%x: tensor<f32>, %dx: tensor<f32>) -> (tensor<f32>, tensor<f32>) {
  %0 = func.call @main_grad(%x) : (tensor<f32>) -> tensor<f32>
  %1 = ag.mul %0, %dx : tensor<f32>
  %c = arith.constant dense<128.0> : tensor<f32>
  %2 = ag.mul %x, %x : tensor<f32>
  %3 = ag.mul %2, %2 : tensor<f32>
  %4 = ag.mul %c, %3 : tensor<f32>
  return %4, %1 : tensor<f32>, tensor<f32>
}
