// RUN: ag-opt %s --to=schedule | FileCheck %s
// RUN: ag-opt %s --ag-merge-equal-ops -o %t
// RUN: FileCheck %s --input-file=%t --check-prefix=MERGE
// RUN: ag-run %t --entry=loops --input=randn:1 --input=randn:2 --same-as=%s
// RUN: ag-run %s --entry=loops --on=cpu --input=randn:1 --input=randn:2 --same-as=%s

// The second loop is equal to the first one. The third one starts from the same value, but reads another tensor.
// MERGE-LABEL: func.func @loops(
// MERGE: %[[A:.*]] = scf.for
// MERGE: ag.mul {{.*}}, %arg0
// MERGE: %[[B:.*]] = scf.for
// MERGE: ag.mul {{.*}}, %arg1
// MERGE-NOT: scf.for
// MERGE: return %[[A]], %[[A]], %[[B]] :
// CHECK-LABEL: func.func @loops(
// CHECK-SAME: %[[X:.*]]: tensor<8xf32>, %[[Y:.*]]: tensor<8xf32>
// CHECK: %[[A:.*]] = scf.for
// CHECK: vector.transfer_read %[[X]]
// CHECK: %[[B:.*]] = scf.for
// CHECK-NOT: ag.body
// CHECK: vector.transfer_read %[[Y]]
// CHECK-NOT: scf.for
// CHECK: return %[[A]], %[[A]], %[[B]] :
func.func @loops(%x: tensor<8xf32>, %y: tensor<8xf32>) -> (tensor<8xf32>, tensor<8xf32>, tensor<8xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %one = arith.constant dense<1.0> : tensor<8xf32>
  %a = scf.for %i = %c0 to %c3 step %c1 iter_args(%s = %one) -> (tensor<8xf32>) {
    %t = ag.mul %s, %x : tensor<8xf32>
    scf.yield %t : tensor<8xf32>
  }
  %b = scf.for %i = %c0 to %c3 step %c1 iter_args(%s = %one) -> (tensor<8xf32>) {
    %t = ag.mul %s, %x : tensor<8xf32>
    scf.yield %t : tensor<8xf32>
  }
  %c = scf.for %i = %c0 to %c3 step %c1 iter_args(%s = %one) -> (tensor<8xf32>) {
    %t = ag.mul %s, %y : tensor<8xf32>
    scf.yield %t : tensor<8xf32>
  }
  return %a, %b, %c : tensor<8xf32>, tensor<8xf32>, tensor<8xf32>
}
