// RUN: ag-opt --grad=main %s | FileCheck %s
// RUN: ag-run %s --verify-grad | FileCheck %s --check-prefix=PROVED

// Slices of an argument that a loop reads are not saved, reshaped or not.

// CHECK-LABEL: func.func @main_grad(
// CHECK: scf.for {{.*}} -> (tensor<4xf32>, tensor<101x4xf32>) {
// CHECK: scf.for
// CHECK: %[[ROW:.*]] = ag.slice %arg0
// CHECK-NEXT: ag.reshape %[[ROW]]

// PROVED-COUNT-5: same

func.func @main(%x: tensor<100x4xf32>, %s0: tensor<4xf32>) -> tensor<f32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c100 = arith.constant 100 : index
  %y = scf.for %i = %c0 to %c100 step %c1 iter_args(%s = %s0) -> (tensor<4xf32>) {
    %0 = ag.slice %x [%i, 0] [1, 4] [1, 1] : tensor<100x4xf32> -> tensor<1x4xf32>
    %1 = ag.reshape %0 : tensor<1x4xf32> -> tensor<4xf32>
    %2 = ag.mul %1, %s : tensor<4xf32>
    %3 = ag.tanh %2 : tensor<4xf32>
    scf.yield %3 : tensor<4xf32>
  }
  %l = ag.contract "i,i->" %y, %y : tensor<4xf32>, tensor<4xf32> -> tensor<f32>
  return %l : tensor<f32>
}
