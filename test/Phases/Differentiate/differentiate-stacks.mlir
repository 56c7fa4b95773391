// The values of an iter_arg before and after each iteration are saved in one
// stack, which has one entry more than there are iterations.
// RUN: ag-opt --grad="grown;swapped;other" %s | FileCheck %s
// RUN: ag-run %s --verify-grad --grad="grown;swapped;other" | FileCheck %s --check-prefix=PROOF

// PROOF: gradient against duals: same, @grown_grad
// PROOF: compiled against interpreted: @grown_grad: same
// PROOF: gradient against duals: same, @swapped_grad
// PROOF: compiled against interpreted: @swapped_grad: same
// PROOF: gradient against duals: same, @other_grad
// PROOF: compiled against interpreted: @other_grad: same

// The derivative reads both, for any trip count.
// CHECK-LABEL: func.func @grown_grad(
// CHECK: %[[PLACES:.*]] = arith.addi %{{.*}}, %c1
// CHECK: %[[EMPTY:.*]] = tensor.empty(%[[PLACES]], %{{.*}}) : tensor<?x?xf32>
// CHECK: %[[FIRST:.*]] = tensor.insert_slice %arg0 into %[[EMPTY]][0, 0]
// CHECK: %[[STACK:.*]]:3 = scf.for {{.*}} %{{.*}} = %[[FIRST]])
// CHECK: scf.for
// CHECK-COUNT-2: tensor.extract_slice %[[STACK]]#2
// CHECK-NOT: tensor.extract_slice %[[STACK]]#2
// CHECK: return
func.func @grown(%x: tensor<?xf32> {ag.dims = ["m"]}, %turns: tensor<?xi1> {ag.dims = ["n"]}) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = tensor.dim %turns, %c0 : tensor<?xi1>
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x) -> tensor<?xf32> {
    %0 = ag.tanh %a : tensor<?xf32>
    %1 = ag.mul %a, %0 : tensor<?xf32>
    %2 = ag.tanh %1 : tensor<?xf32>
    scf.yield %2 : tensor<?xf32>
  }
  return %r : tensor<?xf32>
}

// A value that moves from one iter_arg to another is saved for both.
// CHECK-LABEL: func.func @swapped_grad(
// CHECK-DAG: tensor.empty() : tensor<4x2xf32>
// CHECK-DAG: tensor.empty() : tensor<3x2xf32>
// CHECK: scf.for
func.func @swapped(%x: tensor<2xf32>, %y: tensor<2xf32>) -> tensor<2xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %r:2 = scf.for %i = %c0 to %c3 step %c1 iter_args(%a = %x, %b = %y) -> (tensor<2xf32>, tensor<2xf32>) {
    %0 = ag.mul %a, %b : tensor<2xf32>
    %1 = ag.exp %0 : tensor<2xf32>
    scf.yield %b, %1 : tensor<2xf32>, tensor<2xf32>
  }
  return %r#0 : tensor<2xf32>
}

// Scalars are saved too. A value yielded for two iter_args is in one stack.
// CHECK-LABEL: func.func @other_grad(
// CHECK-DAG: tensor.empty() : tensor<4xf32>
// CHECK-DAG: tensor.empty() : tensor<3xf32>
// CHECK: scf.for
func.func @other(%x: f32, %y: f32) -> (f32, f32) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %r:2 = scf.for %i = %c0 to %c3 step %c1 iter_args(%a = %x, %b = %y) -> (f32, f32) {
    %0 = arith.mulf %a, %b : f32
    %1 = math.exp %0 : f32
    %2 = arith.negf %1 : f32
    %3 = math.exp %2 : f32
    scf.yield %3, %3 : f32, f32
  }
  return %r#0, %r#1 : f32, f32
}
