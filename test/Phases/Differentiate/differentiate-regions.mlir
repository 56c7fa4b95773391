// RUN: ag-opt --grad=main %s -o %t.mlir
// RUN: FileCheck %s < %t.mlir
// RUN: ag-run %s --verify-grad | FileCheck %s --check-prefix=PROVED
// RUN: ag-opt --grad=main_grad:wrt=0 %t.mlir | FileCheck %s --check-prefix=TWICE
// RUN: ag-compile %s --grad --remarks=kernel -o %t.o 2>&1 | FileCheck %s --check-prefix=KERNELS

// The reverse of a region's ops is in regions of the same names, at any depth.

// CHECK-LABEL: func.func @main_grad(
// CHECK: ag.region "layer" (%[[X:.*]] = %arg0 : {{.*}}) -> tensor<8x8xf32> attributes {layer = 1 : i64} {
// CHECK: ag.contract "bi,io->bo"
// CHECK-NEXT: ag.region "activation" (
// CHECK-NEXT: ag.tanh
// CHECK-NEXT: ag.yield
// CHECK: %[[BACK:.*]] = ag.region "layer" ({{.*}}) -> tensor<8x8xf32> attributes {backward, layer = 1 : i64} {
// CHECK: ag.region "activation" ({{.*}}) -> tensor<8x8xf32> attributes {backward} {
// CHECK: ag.reduce sum
// CHECK: return %[[BACK]]

// TWICE-LABEL: func.func @main_grad_grad(
// TWICE: ag.region "layer" ({{.*}} attributes {layer = 1 : i64} {
// TWICE: ag.region "layer" ({{.*}} attributes {backward, layer = 1 : i64} {

// The kernels of the two have different names for profilers.
// KERNELS-DAG: is @main.activation.nest, a new function
// KERNELS-DAG: is @main_grad.layer.backward.nest, a new function

// PROVED-COUNT-5: same

func.func @main(%x: tensor<8x8xf32>) -> tensor<f32> {
  %w = arith.constant dense<0.25> : tensor<8x8xf32>
  %h = ag.region "layer" (%a = %x : tensor<8x8xf32>, %b = %w : tensor<8x8xf32>) -> (tensor<8x8xf32>) attributes {layer = 1} {
    %0 = ag.contract "bi,io->bo" %a, %b : tensor<8x8xf32>, tensor<8x8xf32> -> tensor<8x8xf32>
    %1 = ag.region "activation" (%c = %0 : tensor<8x8xf32>) -> (tensor<8x8xf32>) {
      %2 = ag.tanh %c : tensor<8x8xf32>
      ag.yield %2 : tensor<8x8xf32>
    }
    ag.yield %1 : tensor<8x8xf32>
  }
  %loss = ag.contract "bo,bo->" %h, %h : tensor<8x8xf32>, tensor<8x8xf32> -> tensor<f32>
  return %loss : tensor<f32>
}
