// Requires of numbers that a read does not depend on, in loops or beside constants that it shares, do not keep it after
// a write: only the row is copied, not all of the array in each iteration.
// RUN: ag-opt --to=allocate %s | FileCheck %s
// RUN: ag-run %s --input=randn:1 --input=iota --input=randn:2 --same-as=%s --on=cpu

// CHECK-LABEL: func.func @main(
// CHECK: memref.copy {{.*}} : memref<97x3xf32> to memref<97x3xf32>
// CHECK-NOT: memref<97x3xf32> to memref<97x3xf32>
func.func @main(%x: tensor<97x3xf32>, %ids: tensor<4xi64>, %u: tensor<3xf32>) -> (tensor<97x3xf32>, tensor<3xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %r:2 = scf.for %i = %c0 to %c4 step %c1 iter_args(%a = %x, %s = %u) -> (tensor<97x3xf32>, tensor<3xf32>) {
    %row = ag.reshape %u : tensor<3xf32> -> tensor<1x3xf32>
    %b = scf.for %k = %c0 to %c4 step %c1 iter_args(%c = %a) -> (tensor<97x3xf32>) {
      %id = tensor.extract %ids[%k] : tensor<4xi64>
      %j = arith.index_cast %id : i64 to index
      %d = ag.update %c, %row [%j, 0] [1, 1] : tensor<97x3xf32>, tensor<1x3xf32> -> tensor<97x3xf32>
      scf.yield %d : tensor<97x3xf32>
    }
    %old = ag.slice %a [5, 0] [1, 3] [1, 1] : tensor<97x3xf32> -> tensor<1x3xf32>
    %new = ag.slice %b [%i, 0] [1, 3] [1, 1] : tensor<97x3xf32> -> tensor<1x3xf32>
    %sum = ag.add %old, %new : tensor<1x3xf32>
    %t = ag.reshape %sum : tensor<1x3xf32> -> tensor<3xf32>
    scf.yield %b, %t : tensor<97x3xf32>, tensor<3xf32>
  }
  return %r#0, %r#1 : tensor<97x3xf32>, tensor<3xf32>
}
