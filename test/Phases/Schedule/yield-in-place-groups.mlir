// A loop in a group that must copy its iter_args or check their size has effects, so the group is inlined.
// RUN: ag-opt %s --ag-insert-checks --ag-to-linalg --ag-yield-in-place -o %t.mlir && FileCheck %s --input-file=%t.mlir
// RUN: ag-run %t.mlir --entry=copied --input=randn:1 --same-as=%s
// RUN: ag-run %t.mlir --entry=sized --dim=n=3 --input=randn:1 --input=iota --same-as=%s

// CHECK-LABEL: func.func @copied(
// CHECK-NOT: ag.fused
// CHECK: scf.for
// CHECK: bufferization.alloc_tensor() copy
func.func @copied(%x: tensor<3xf32>, %y: tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>) {
  %0:2 = ag.fused (%a = %x : tensor<3xf32>, %b = %y : tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c3 = arith.constant 3 : index
    %1:2 = scf.for %i = %c0 to %c3 step %c1 iter_args(%c = %a, %d = %b) -> (tensor<3xf32>, tensor<3xf32>) {
      scf.yield %d, %c : tensor<3xf32>, tensor<3xf32>
    }
    ag.yield %1#0, %1#1 : tensor<3xf32>, tensor<3xf32>
  }
  return %0#0, %0#1 : tensor<3xf32>, tensor<3xf32>
}

// CHECK-LABEL: func.func @sized(
// CHECK-NOT: ag.fused
// CHECK: scf.for
// CHECK: ag.require {{.*}} "a loop carries a tensor of which a dimension is {0}, then {1}
func.func @sized(%x: tensor<?xf32> {ag.dims = ["n"]}, %k: tensor<4xi64>) -> tensor<?xf32> {
  %0 = ag.fused (%a = %x : tensor<?xf32>, %b = %k : tensor<4xi64>) -> tensor<?xf32> {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c3 = arith.constant 3 : index
    %one = arith.constant 1.0 : f32
    %n = tensor.extract %b[%c3] : tensor<4xi64>
    %m = arith.index_cast %n : i64 to index
    %1 = scf.for %i = %c0 to %c3 step %c1 iter_args(%c = %a) -> tensor<?xf32> {
      %e = tensor.empty(%m) : tensor<?xf32>
      %f = linalg.fill ins(%one : f32) outs(%e : tensor<?xf32>) -> tensor<?xf32>
      scf.yield %f : tensor<?xf32>
    }
    ag.yield %1 : tensor<?xf32>
  }
  return %0 : tensor<?xf32>
}
