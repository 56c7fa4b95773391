// RUN: ag-opt --grad=main:value %s -o %t.mlir
// RUN: FileCheck %s < %t.mlir
// RUN: ag-run %s --verify-grad | FileCheck %s --check-prefix=PROVED
// RUN: ag-run %t.mlir --entry=main_grad --input=randn:1 --on=cpu --same-as=%t.mlir

// A loop in a checkpointed region saves nothing. The region runs again in
// reverse, where its loop stacks the values that are read, as any loop does.

// CHECK-LABEL: func.func @main_grad(
// CHECK: ag.region "loop" {{.*}} attributes {checkpoint} {
// CHECK: scf.for {{.*}} -> (tensor<4xf32>) {
// CHECK: ag.region "loop" {{.*}} attributes {backward, checkpoint} {
// CHECK: scf.for {{.*}} -> (tensor<4xf32>, tensor<10x4xf32>, tensor<10x4xf32>) {
// CHECK: scf.for {{.*}} -> (tensor<4xf32>, tensor<4xf32>) {

// PROVED-COUNT-5: same

func.func @main(%x: tensor<4xf32>, %w: tensor<4xf32>) -> tensor<f32> {
  %y = ag.region "loop" (%x0 = %x : tensor<4xf32>, %w0 = %w : tensor<4xf32>) -> (tensor<4xf32>) attributes {checkpoint} {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c10 = arith.constant 10 : index
    %y = scf.for %i = %c0 to %c10 step %c1 iter_args(%s = %x0) -> (tensor<4xf32>) {
      %1 = ag.mul %s, %w0 : tensor<4xf32>
      %2 = ag.tanh %1 : tensor<4xf32>
      %3 = ag.sin %2 : tensor<4xf32>
      scf.yield %3 : tensor<4xf32>
    }
    ag.yield %y : tensor<4xf32>
  }
  %loss = ag.contract "i,i->" %y, %y : tensor<4xf32>, tensor<4xf32> -> tensor<f32>
  return %loss : tensor<f32>
}
