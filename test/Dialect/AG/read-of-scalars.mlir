// Integers that are extracted from tensors of rank 0 are computed as scalars. A
// bound of an index is computed in index, so that size analysis finds it.
// RUN: ag-opt %s --canonicalize -o %t.mlir && FileCheck %s --input-file=%t.mlir
// RUN: ag-run %s --entry=least --input=iota --same-as=%t.mlir
// RUN: ag-run %s --grad=turns --input=randn:1 --input=ones --input=randn:2 --on=cpu --same-as=%s
// RUN: ag-run %s --entry=turns --input=randn:1 --input=iota --on=cpu --same-as=%s

// CHECK-LABEL: func.func @least(
// CHECK: %[[N:.*]] = tensor.extract %arg0[]
// CHECK: %[[I:.*]] = arith.index_cast %[[N]]
// CHECK: arith.minsi %[[I]], %c4 : index
func.func @least(%n: tensor<i32>) -> index {
  %four = arith.constant dense<4> : tensor<i32>
  %m = ag.min %n, %four : tensor<i32>
  %k = tensor.extract %m[] : tensor<i32>
  %i = arith.index_cast %k : i32 to index
  return %i : index
}

// Not changed: unsigned, from floats, after stop_gradient, and from rank 1.
// CHECK-LABEL: func.func @others(
// CHECK: ag.min
// CHECK: ag.cast
// CHECK: ag.stop_gradient
// CHECK: ag.min
// CHECK: return
func.func @others(%u: tensor<ui32>, %f: tensor<f32>, %n: tensor<i32>, %v: tensor<2xi32>) -> (ui32, i32, i32, i32) {
  %c0 = arith.constant 0 : index
  %0 = ag.min %u, %u : tensor<ui32>
  %1 = tensor.extract %0[] : tensor<ui32>
  %2 = ag.cast %f : tensor<f32> -> tensor<i32>
  %3 = tensor.extract %2[] : tensor<i32>
  %4 = ag.stop_gradient %n : tensor<i32>
  %5 = tensor.extract %4[] : tensor<i32>
  %6 = ag.min %v, %v : tensor<2xi32>
  %7 = tensor.extract %6[%c0] : tensor<2xi32>
  return %1, %3, %5, %7 : ui32, i32, i32, i32
}

// The trip count is at most four, so the gradient's stack has four entries.
func.func @turns(%x: tensor<4xf32>, %n: tensor<i64>) -> tensor<4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %four = arith.constant dense<4> : tensor<i64>
  %least = ag.min %n, %four : tensor<i64>
  %k = tensor.extract %least[] : tensor<i64>
  %turns = arith.index_cast %k : i64 to index
  %r = scf.for %i = %c0 to %turns step %c1 iter_args(%a = %x) -> (tensor<4xf32>) {
    %b = ag.sin %a : tensor<4xf32>
    scf.yield %b : tensor<4xf32>
  }
  return %r : tensor<4xf32>
}
