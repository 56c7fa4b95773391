// The gradient of a max pooling counts the positions that equal the maximum. If
// a window reads only -inf, its padding is among them. No padded image is
// created, whatever the layout.
// RUN: ag-opt %s "--grad=nhwc;nchw;line;cube;none" -o %t.mlir
// RUN: ag-opt %t.mlir --march=x86-64-v3 --to=allocate -o %t.allocate.mlir
// RUN: FileCheck %s < %t.allocate.mlir
// RUN: ag-run %t.mlir --entry=nhwc_grad --on=cpu --input=randn:1 --poison-memory --same-as=%t.mlir
// RUN: ag-run %t.mlir --entry=nchw_grad --on=cpu --march=x86-64-v3 --input=randn:1 --poison-memory --same-as=%t.mlir
// RUN: ag-run %t.mlir --entry=line_grad --on=cpu --input=randn:1 --poison-memory --same-as=%t.mlir
// RUN: ag-run %t.mlir --entry=cube_grad --on=cpu --input=randn:1 --poison-memory --same-as=%t.mlir
// RUN: ag-run %t.mlir --entry=none_grad --on=cpu --input=randn:1 --poison-memory --same-as=%t.mlir
// RUN: ag-run %s --entry=nhwc --verify-grad
// RUN: ag-run %s --entry=cube --verify-grad

// CHECK: func.func @nhwc
// CHECK-NOT: memref<2x10x11x
// CHECK-NOT: memref<2x4x10x11x
// CHECK-NOT: memref<2x9x
// CHECK-NOT: memref<6x7x8x
// CHECK-NOT: memref<2x12x
func.func @nhwc(%x: tensor<2x8x9x4xf32>) -> tensor<2x4x5x4xf32> {
  %least = arith.constant dense<0xFF800000> : tensor<f32>
  %p = ag.pad %x low [0, 1, 1, 0] high [0, 1, 1, 0] with %least : tensor<2x8x9x4xf32>, tensor<f32> -> tensor<2x10x11x4xf32>
  %y = ag.reduce_window max "n(2y+u)(2x+v)i->nyxi" %p [u = 3, v = 3] : tensor<2x10x11x4xf32> -> tensor<2x4x5x4xf32>
  return %y : tensor<2x4x5x4xf32>
}

func.func @nchw(%x: tensor<2x4x8x9xf32>) -> tensor<2x4x4x5xf32> {
  %least = arith.constant dense<0xFF800000> : tensor<f32>
  %p = ag.pad %x low [0, 0, 1, 1] high [0, 0, 1, 1] with %least : tensor<2x4x8x9xf32>, tensor<f32> -> tensor<2x4x10x11xf32>
  %y = ag.reduce_window max "ni(2y+u)(2x+v)->niyx" %p [u = 3, v = 3] : tensor<2x4x10x11xf32> -> tensor<2x4x4x5xf32>
  return %y : tensor<2x4x4x5xf32>
}

func.func @line(%x: tensor<2x7x5xf32>) -> tensor<2x8x5xf32> {
  %least = arith.constant dense<0xFF800000> : tensor<f32>
  %p = ag.pad %x low [0, 1, 0] high [0, 1, 0] with %least : tensor<2x7x5xf32>, tensor<f32> -> tensor<2x9x5xf32>
  %y = ag.reduce_window max "n(y+u)i->nyi" %p [u = 2] : tensor<2x9x5xf32> -> tensor<2x8x5xf32>
  return %y : tensor<2x8x5xf32>
}

func.func @cube(%x: tensor<4x5x6x3xf32>) -> tensor<2x3x3x3xf32> {
  %least = arith.constant dense<0xFF800000> : tensor<f32>
  %p = ag.pad %x low [1, 1, 1, 0] high [1, 1, 1, 0] with %least : tensor<4x5x6x3xf32>, tensor<f32> -> tensor<6x7x8x3xf32>
  %y = ag.reduce_window max "(2z+u)(2y+v)(2x+w)i->zyxi" %p [u = 3, v = 3, w = 3] : tensor<6x7x8x3xf32> -> tensor<2x3x3x3xf32>
  return %y : tensor<2x3x3x3xf32>
}

// About half of the pooled elements are -inf. They are recomputed when the
// gradient of the pooling needs them.
func.func @none(%x: tensor<2x8x5xf32>) -> tensor<2x10x5xf32> {
  %least = arith.constant dense<0xFF800000> : tensor<f32>
  %zero = ag.sub %x, %x : tensor<2x8x5xf32>
  %nothing = arith.constant dense<0xFF800000> : tensor<2x8x5xf32>
  %is_some = ag.compare gt %x, %zero : tensor<2x8x5xf32>, tensor<2x8x5xf32> -> tensor<2x8x5xi1>
  %some = ag.select %is_some, %x, %nothing : tensor<2x8x5xi1>, tensor<2x8x5xf32>, tensor<2x8x5xf32> -> tensor<2x8x5xf32>
  %p = ag.pad %some low [0, 2, 0] high [0, 2, 0] with %least : tensor<2x8x5xf32>, tensor<f32> -> tensor<2x12x5xf32>
  %y = ag.reduce_window max "n(y+u)i->nyi" %p [u = 3] : tensor<2x12x5xf32> -> tensor<2x10x5xf32>
  return %y : tensor<2x10x5xf32>
}
