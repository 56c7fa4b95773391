// RUN: split-file %s %t.parts
// RUN: ag-opt --ag-differentiate="grad=f:mode=jvp;f" %t.parts/f.mlir -o %t.mlir
// RUN: FileCheck %s < %t.mlir
// RUN: mlir-opt %t.mlir -o %t.checked.mlir
// RUN: ag-run %t.mlir --entry=f_grad --input=randn:1 --same-as=%t.parts/gradient.mlir
// RUN: ag-run %t.mlir --entry=f_jvp --input=randn:1 --same-as=%t.parts/tangent.mlir

// The derivatives of upstream ops are upstream ops, which stock tools read. The
// convolution's input gradient uses the map by which the input is read.

// CHECK-LABEL: func.func @f_grad(
// CHECK-SAME:    %[[X:.*]]: tensor<6xf32>, %[[W:.*]]: tensor<3xf32>, %[[G:.*]]: tensor<4xf32>)
// CHECK-SAME:    -> (tensor<6xf32> {ag.gradient_of = 0 : i64}, tensor<3xf32> {ag.gradient_of = 1 : i64})
// CHECK:       linalg.generic {{.*}} ins(%[[W]], %[[G]] : tensor<3xf32>, tensor<4xf32>) outs(%{{.*}} : tensor<6xf32>)
// CHECK:       linalg.generic {{.*}} ins(%[[X]], %[[G]] : tensor<6xf32>, tensor<4xf32>) outs(%{{.*}} : tensor<3xf32>)

// CHECK-LABEL: func.func @f_jvp(
// CHECK-SAME:    %{{.*}}: tensor<6xf32>, %{{.*}}: tensor<3xf32>, %{{.*}}: tensor<6xf32>, %{{.*}}: tensor<3xf32>)
// CHECK-SAME:    -> (tensor<4xf32>, tensor<4xf32>)

//--- f.mlir
func.func @f(%x: tensor<6xf32>, %w: tensor<3xf32>) -> tensor<4xf32> {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<4xf32>
  %zeros = linalg.fill ins(%zero : f32) outs(%empty : tensor<4xf32>) -> tensor<4xf32>
  %y = linalg.conv_1d ins(%x, %w : tensor<6xf32>, tensor<3xf32>) outs(%zeros : tensor<4xf32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}

//--- gradient.mlir
func.func @f_grad(%x: tensor<6xf32>, %w: tensor<3xf32>, %g: tensor<4xf32>) -> (tensor<6xf32>, tensor<3xf32>) {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %p = ag.pad %g low [2] high [2] with %zero : tensor<4xf32>, tensor<f32> -> tensor<8xf32>
  %w0 = ag.slice %w [0] [1] [1] : tensor<3xf32> -> tensor<1xf32>
  %w1 = ag.slice %w [1] [1] [1] : tensor<3xf32> -> tensor<1xf32>
  %w2 = ag.slice %w [2] [1] [1] : tensor<3xf32> -> tensor<1xf32>
  %turned = ag.concat 0 %w2, %w1, %w0 : tensor<1xf32>, tensor<1xf32>, tensor<1xf32> -> tensor<3xf32>
  %zeros6 = arith.constant dense<0.0> : tensor<6xf32>
  %x_bar = linalg.conv_1d ins(%p, %turned : tensor<8xf32>, tensor<3xf32>) outs(%zeros6 : tensor<6xf32>) -> tensor<6xf32>
  %zeros3 = arith.constant dense<0.0> : tensor<3xf32>
  %w_bar = linalg.conv_1d ins(%x, %g : tensor<6xf32>, tensor<4xf32>) outs(%zeros3 : tensor<3xf32>) -> tensor<3xf32>
  return %x_bar, %w_bar : tensor<6xf32>, tensor<3xf32>
}

//--- tangent.mlir
func.func @f_jvp(%x: tensor<6xf32>, %w: tensor<3xf32>, %dx: tensor<6xf32>, %dw: tensor<3xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %zeros = arith.constant dense<0.0> : tensor<4xf32>
  %y = linalg.conv_1d ins(%x, %w : tensor<6xf32>, tensor<3xf32>) outs(%zeros : tensor<4xf32>) -> tensor<4xf32>
  %0 = linalg.conv_1d ins(%dx, %w : tensor<6xf32>, tensor<3xf32>) outs(%zeros : tensor<4xf32>) -> tensor<4xf32>
  %1 = linalg.conv_1d ins(%x, %dw : tensor<6xf32>, tensor<3xf32>) outs(%zeros : tensor<4xf32>) -> tensor<4xf32>
  %dy = ag.add %0, %1 : tensor<4xf32>
  return %y, %dy : tensor<4xf32>, tensor<4xf32>
}
