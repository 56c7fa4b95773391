// RUN: ag-opt %s --to=schedule | ag-opt --ag-results-to-destinations --canonicalize --ag-bufferize \
// RUN:   --canonicalize --cse --canonicalize | FileCheck %s
// RUN: ag-run %s --entry=concat --on=cpu --poison-memory --input=randn:1 --input=randn:2 --same-as=%s
// RUN: ag-run %s --entry=reversed --on=cpu --poison-memory --input=randn:1 --input=randn:2 --same-as=%s
// RUN: ag-run %s --entry=sizes --on=cpu --poison-memory --dim n=5 --dim m=3 --input=randn:1 --input=randn:2 --same-as=%s
// RUN: ag-run %s --entry=stack --on=cpu --poison-memory --input=randn:1 --input=randn:2 --same-as=%s
// RUN: ag-run %s --entry=pad --on=cpu --poison-memory --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=pad_with --on=cpu --poison-memory --input=randn:1 --input=randn:2 --same-as=%s
// RUN: ag-run %s --entry=nested --on=cpu --poison-memory --input=randn:1 --input=randn:2 --same-as=%s
// RUN: ag-run %s --entry=skip --on=cpu --poison-memory --input=randn:1 --input=randn:2 --same-as=%s

// Both values are computed in their halves of the result.
// CHECK-LABEL: func.func @concat(
// CHECK-NOT: memref.alloc
// CHECK: memref.subview %arg2[0, 0] [4, 10]
// CHECK: memref.subview %arg2[4, 0] [4, 10]
// CHECK-NOT: memref.alloc
// CHECK-NOT: copy
// CHECK-LABEL: func.func @reversed(
func.func @concat(%x: tensor<4x10xf32>, %y: tensor<4x10xf32>) -> tensor<8x10xf32> {
  %a = ag.exp %x : tensor<4x10xf32>
  %b = ag.tanh %y : tensor<4x10xf32>
  %c = ag.concat 0 %a, %b : tensor<4x10xf32>, tensor<4x10xf32> -> tensor<8x10xf32>
  return %c : tensor<8x10xf32>
}

// The order of computation does not matter; arguments are copied last.
// CHECK: memref.subview %arg2[0, 4] [4, 10]
// CHECK: memref.subview %arg2[0, 24] [4, 4]
// CHECK-NOT: copy
// CHECK: memref.subview %arg2[0, 0] [4, 4]
// CHECK: linalg.copy
// CHECK: memref.subview %arg2[0, 14] [4, 10]
// CHECK: linalg.copy
// CHECK-NOT: copy
// CHECK-LABEL: func.func @sizes(
func.func @reversed(%x: tensor<4x10xf32>, %y: tensor<4x4xf32>) -> tensor<4x28xf32> {
  %a = ag.exp %x : tensor<4x10xf32>
  %b = ag.contract "mk,kn->mn" %y, %a : tensor<4x4xf32>, tensor<4x10xf32> -> tensor<4x10xf32>
  %t = ag.tanh %y : tensor<4x4xf32>
  %c = ag.concat 1 %y, %b, %x, %t : tensor<4x4xf32>, tensor<4x10xf32>, tensor<4x10xf32>, tensor<4x4xf32> -> tensor<4x28xf32>
  return %c : tensor<4x28xf32>
}

// CHECK-NOT: memref.alloc
// CHECK-NOT: copy
// CHECK-LABEL: func.func @stack(
func.func @sizes(%x: tensor<?x10xf32> {ag.dims = ["n", 10]}, %y: tensor<?x10xf32> {ag.dims = ["m", 10]}) -> tensor<?x10xf32> attributes {ag.ranges = {n = [1, 64], m = [1, 64]}} {
  %a = ag.exp %x : tensor<?x10xf32>
  %b = ag.tanh %y : tensor<?x10xf32>
  %c = ag.concat 0 %a, %b : tensor<?x10xf32>, tensor<?x10xf32> -> tensor<?x10xf32>
  return %c : tensor<?x10xf32>
}

// CHECK-NOT: memref.alloc
// CHECK-NOT: copy
// CHECK-LABEL: func.func @pad(
func.func @stack(%x: tensor<4x10xf32>, %y: tensor<4x10xf32>) -> tensor<2x4x10xf32> {
  %a = ag.exp %x : tensor<4x10xf32>
  %b = ag.tanh %y : tensor<4x10xf32>
  %a1 = ag.reshape %a : tensor<4x10xf32> -> tensor<1x4x10xf32>
  %b1 = ag.reshape %b : tensor<4x10xf32> -> tensor<1x4x10xf32>
  %c = ag.concat 0 %a1, %b1 : tensor<1x4x10xf32>, tensor<1x4x10xf32> -> tensor<2x4x10xf32>
  return %c : tensor<2x4x10xf32>
}

// The result is filled before the padded value is computed inside it.
// CHECK-NOT: memref.alloc
// CHECK-NOT: copy
// CHECK-LABEL: func.func @pad_with(
func.func @pad(%x: tensor<4x10xf32>) -> tensor<6x14xf32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %a = ag.exp %x : tensor<4x10xf32>
  %c = ag.pad %a low [1, 2] high [1, 2] with %zero : tensor<4x10xf32>, tensor<f32> -> tensor<6x14xf32>
  return %c : tensor<6x14xf32>
}

// CHECK-NOT: memref.alloc
// CHECK-NOT: copy
// CHECK-LABEL: func.func @nested(
func.func @pad_with(%x: tensor<4x10xf32>, %value: tensor<f32>) -> tensor<6x14xf32> {
  %a = ag.exp %x : tensor<4x10xf32>
  %c = ag.pad %a low [1, 2] high [1, 2] with %value : tensor<4x10xf32>, tensor<f32> -> tensor<6x14xf32>
  return %c : tensor<6x14xf32>
}

// A slice is in another slice.
// CHECK-NOT: memref.alloc
// CHECK-NOT: copy
// CHECK-LABEL: func.func @skip(
func.func @nested(%x: tensor<4x10xf32>, %y: tensor<4x4xf32>) -> tensor<8x14xf32> {
  %a = ag.exp %x : tensor<4x10xf32>
  %b = ag.tanh %y : tensor<4x4xf32>
  %c = ag.concat 1 %a, %b : tensor<4x10xf32>, tensor<4x4xf32> -> tensor<4x14xf32>
  %d = ag.exp %y : tensor<4x4xf32>
  %e = ag.tanh %x : tensor<4x10xf32>
  %f = ag.concat 1 %d, %e : tensor<4x4xf32>, tensor<4x10xf32> -> tensor<4x14xf32>
  %g = ag.concat 0 %c, %f : tensor<4x14xf32>, tensor<4x14xf32> -> tensor<8x14xf32>
  return %g : tensor<8x14xf32>
}

// A value may be read in its slice until the next value overwrites it.
// CHECK-NOT: copy
// CHECK: return
func.func @skip(%x: tensor<4x10xf32>, %w: tensor<10x10xf32>) -> tensor<4x20xf32> {
  %a = ag.exp %x : tensor<4x10xf32>
  %b = ag.contract "mk,kn->mn" %a, %w : tensor<4x10xf32>, tensor<10x10xf32> -> tensor<4x10xf32>
  %c = ag.contract "mk,kn->mn" %b, %w : tensor<4x10xf32>, tensor<10x10xf32> -> tensor<4x10xf32>
  %d = ag.concat 1 %c, %a : tensor<4x10xf32>, tensor<4x10xf32> -> tensor<4x20xf32>
  return %d : tensor<4x20xf32>
}
