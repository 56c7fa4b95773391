// These loops keep an iter_arg on one path through the body.
// RUN: ag-opt --to=structure --ag-yield-in-place %s | FileCheck %s
// RUN: ag-run %s --entry=keep --on=cpu --input=randn:1 --input=randn:2 --dim n=5 --same-as=%s
// RUN: ag-run %s --entry=needed --on=cpu --input=randn:1 --input=randn:2 --same-as=%s

// The other branch writes in place, and there is no other copy.
// CHECK-LABEL: func.func @keep(
// CHECK: scf.for {{.*}} iter_args(%[[S:.*]] = %arg0)
// CHECK-NOT: alloc_tensor
// CHECK: %[[T:.*]] = scf.if
// CHECK:   %[[U:.*]] = linalg.generic {{.*}} ins(%arg1, %[[S]]
// CHECK:   %[[W:.*]] = bufferization.materialize_in_destination %[[U]] in %[[S]]
// CHECK:   scf.yield %[[W]]
// CHECK: else
// CHECK-NEXT: scf.yield %[[S]]
// CHECK-NOT: materialize
// CHECK: scf.yield %[[T]]
func.func @keep(%x: tensor<?xf32> {ag.dims = ["n"]}, %y: tensor<?xf32> {ag.dims = ["n"]}) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %r = scf.for %i = %c0 to %c4 step %c1 iter_args(%s = %x) -> (tensor<?xf32>) {
    %b = arith.cmpi eq, %i, %c1 : index
    %t = scf.if %b -> (tensor<?xf32>) {
      %u = ag.add %y, %s : tensor<?xf32>
      scf.yield %u : tensor<?xf32>
    } else {
      scf.yield %s : tensor<?xf32>
    }
    scf.yield %t : tensor<?xf32>
  }
  return %r : tensor<?xf32>
}

// The old value is read after the branch, which must not overwrite it.
// CHECK-LABEL: func.func @needed(
// CHECK: %[[T:.*]] = scf.if
// CHECK-NOT: materialize
// CHECK: alloc_tensor() copy(%[[T]])
func.func @needed(%x: tensor<4xf32>, %y: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %r:2 = scf.for %i = %c0 to %c4 step %c1 iter_args(%s = %x, %p = %y) -> (tensor<4xf32>, tensor<4xf32>) {
    %b = arith.cmpi ne, %i, %c1 : index
    %t = scf.if %b -> (tensor<4xf32>) {
      %u = ag.add %p, %s : tensor<4xf32>
      scf.yield %u : tensor<4xf32>
    } else {
      scf.yield %s : tensor<4xf32>
    }
    %q = ag.mul %p, %s : tensor<4xf32>
    scf.yield %t, %q : tensor<4xf32>, tensor<4xf32>
  }
  return %r#0, %r#1 : tensor<4xf32>, tensor<4xf32>
}
