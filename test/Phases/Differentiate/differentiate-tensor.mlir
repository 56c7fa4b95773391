// Ops of tensor move elements too. Their derivatives are upstream ops.
// RUN: ag-opt --ag-differentiate="grad=f;f:mode=jvp;reshaped;ends;stacked" %s -o %t.mlir
// RUN: FileCheck %s < %t.mlir
// RUN: mlir-opt %t.mlir -o %t.checked.mlir
// RUN: ag-run %t.mlir --entry=f_grad --input=iota | FileCheck %s --check-prefix=GRAD
// RUN: ag-run %t.mlir --entry=f_jvp --input=iota | FileCheck %s --check-prefix=JVP
// RUN: ag-run %t.mlir --entry=f_grad --input=iota --on=cpu --same-as=%t.mlir

// The cotangent of an extracted element or slice is added at its offset.
// CHECK-LABEL: func.func @f_grad(
// CHECK: %[[FIRST:.*]] = tensor.insert %{{.*}} into %{{.*}}[%c1, %c2] : tensor<2x3xf32>
// CHECK: %[[PART:.*]] = tensor.extract_slice %[[FIRST]][1, 0] [1, 2] [1, 2] : tensor<2x3xf32> to tensor<2xf32>
// CHECK: %[[SUM:.*]] = linalg.generic {{.*}} ins(%[[PART]], %{{.*}} : tensor<2xf32>, tensor<2xf32>)
// CHECK: tensor.insert_slice %[[SUM]] into %[[FIRST]][1, 0] [1, 2] [1, 2] : tensor<2xf32> into tensor<2x3xf32>
// CHECK-NOT: ag.add
// CHECK: func.func @reshaped

// GRAD:      f32[2, 3] {{\[\[0, 0, 0\], \[0, 0, 17\]\]}}
// GRAD-NEXT: f32[4] [0, 0, 2, 0]
// GRAD-NEXT: f32[2] [1, 3]
// GRAD-NEXT: f32[2] [3, 6]
// JVP:      f32[2] [3, 5]
// JVP:      f32[2] [3, 5]
// JVP-NEXT: f32[4] [0, 0, 2, 1]
// JVP-NEXT: f32[5] [5, 0, 1, 5, 5]
// JVP-NEXT: f32[2, 2] {{\[\[5, 5\], \[5, 5\]\]}}
// JVP-NEXT: f32[3] [5, 5, 5]
// JVP-NEXT: f32[1, 4] {{\[\[0, 1, 0, 1\]\]}}
func.func @f(%x: tensor<2x3xf32>, %q: tensor<4xf32>, %r: tensor<2xf32>, %y: tensor<2xf32>)
    -> (tensor<2xf32>, tensor<4xf32>, tensor<5xf32>, tensor<2x2xf32>, tensor<3xf32>, tensor<1x4xf32>) {
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %part = tensor.extract_slice %x[1, 0] [1, 2] [1, 2] : tensor<2x3xf32> to tensor<2xf32>
  %e = tensor.extract %x[%c1, %c2] : tensor<2x3xf32>
  %0 = tensor.insert_slice %r into %q[1] [2] [2] : tensor<2xf32> into tensor<4xf32>
  %1 = tensor.pad %y low[1] high[2] {
  ^bb0(%i: index):
    tensor.yield %e : f32
  } : tensor<2xf32> to tensor<5xf32>
  %2 = tensor.from_elements %e, %e, %e, %e : tensor<2x2xf32>
  %3 = tensor.splat %e : tensor<3xf32>
  %4 = tensor.concat dim(0) %y, %y : (tensor<2xf32>, tensor<2xf32>) -> tensor<4xf32>
  %5 = tensor.expand_shape %4 [[0, 1]] output_shape [1, 4] : tensor<4xf32> into tensor<1x4xf32>
  %6 = tensor.cast %5 : tensor<1x4xf32> to tensor<1x?xf32>
  %7 = tensor.cast %6 : tensor<1x?xf32> to tensor<1x4xf32>
  return %part, %0, %1, %2, %3, %7 : tensor<2xf32>, tensor<4xf32>, tensor<5xf32>, tensor<2x2xf32>, tensor<3xf32>, tensor<1x4xf32>
}

// CHECK-LABEL: func.func @reshaped_grad(
// CHECK: %[[SHAPE:.*]] = arith.constant dense<[2, 3]> : tensor<2xindex>
// CHECK: tensor.reshape %arg2(%[[SHAPE]]) : (tensor<?xf32>, tensor<2xindex>) -> tensor<2x3xf32>
func.func @reshaped(%x: tensor<2x3xf32>, %s: tensor<1xindex>) -> tensor<?xf32> {
  %0 = tensor.reshape %x(%s) : (tensor<2x3xf32>, tensor<1xindex>) -> tensor<?xf32>
  return %0 : tensor<?xf32>
}

// An empty operand starts after the last element, where no slice may start.
// CHECK-LABEL: func.func @ends_grad(
// CHECK: tensor.empty() : tensor<0xf32>
func.func @ends(%x: tensor<3xf32>, %none: tensor<0xf32>) -> (tensor<3xf32>, tensor<2xf32>) {
  %zero = arith.constant 0.0 : f32
  %0 = tensor.concat dim(0) %x, %none : (tensor<3xf32>, tensor<0xf32>) -> tensor<3xf32>
  %1 = tensor.pad %none low[2] high[0] {
  ^bb0(%i: index):
    tensor.yield %zero : f32
  } : tensor<0xf32> to tensor<2xf32>
  return %0, %1 : tensor<3xf32>, tensor<2xf32>
}

// An empty iter_arg is not stacked.
// CHECK-LABEL: func.func @stacked_grad(
// CHECK-NOT: insert_slice
func.func @stacked(%x: tensor<0x3xf32>) -> tensor<0x3xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %r = scf.for %i = %c0 to %c4 step %c1 iter_args(%s = %x) -> tensor<0x3xf32> {
    %u = math.tanh %s : tensor<0x3xf32>
    scf.yield %u : tensor<0x3xf32>
  }
  return %r : tensor<0x3xf32>
}
