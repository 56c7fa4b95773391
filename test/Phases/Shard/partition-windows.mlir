// A loop over adjacent windows is split if no block boundary cuts a window.
// Other windows need the whole operand.
// RUN: split-file %s %t
// RUN: ag-opt %t/pool.mlir --shard=@%t/rows.json -o %t/pool.rank.mlir
// RUN: FileCheck %t/pool.mlir < %t/pool.rank.mlir
// RUN: ag-run %t/pool.rank.mlir --input=randn:1 --same-as=%t/pool.mlir
// RUN: ag-opt %t/patches.mlir --shard=@%t/rows.json -o %t/patches.rank.mlir
// RUN: FileCheck %t/patches.mlir < %t/patches.rank.mlir
// RUN: ag-run %t/patches.rank.mlir --input=randn:1 --same-as=%t/patches.mlir
// RUN: ag-opt %t/spread.mlir --shard=@%t/rows.json -o %t/spread.rank.mlir
// RUN: FileCheck %t/spread.mlir < %t/spread.rank.mlir
// RUN: ag-run %t/spread.rank.mlir --input=randn:1 --same-as=%t/spread.mlir
// RUN: ag-opt %t/upstream.mlir --shard=@%t/rows.json -o %t/upstream.rank.mlir
// RUN: FileCheck %t/upstream.mlir < %t/upstream.rank.mlir
// RUN: ag-run %t/upstream.rank.mlir --input=randn:1 --same-as=%t/upstream.mlir
// RUN: ag-opt %t/overlapping.mlir --shard=@%t/rows.json -o %t/overlapping.rank.mlir
// RUN: FileCheck %t/overlapping.mlir < %t/overlapping.rank.mlir
// RUN: ag-run %t/overlapping.rank.mlir --input=randn:1 --same-as=%t/overlapping.mlir
// RUN: ag-opt %t/rest.mlir --shard=@%t/rows.json -o %t/rest.rank.mlir
// RUN: FileCheck %t/rest.mlir < %t/rest.rank.mlir
// RUN: ag-run %t/rest.rank.mlir --input=randn:1 --same-as=%t/rest.mlir
// RUN: ag-opt %t/uneven.mlir --shard=@%t/rows.json -o %t/uneven.rank.mlir
// RUN: ag-run %t/uneven.rank.mlir --input=randn:1 --same-as=%t/uneven.mlir

//--- rows.json
{"mesh":{"x":4},"arguments":{"0":[[],["x"],[],[]]},"results":{"0":[[],["x"],[],[]]}}

//--- pool.mlir
// CHECK: func.func @main
// CHECK-NEXT: ag.reduce_window max "n(2y+u)(2x+v)c->nyxc" %arg0 [u = 2, v = 2] : tensor<1x4x16x3xf32> -> tensor<1x2x8x3xf32>
// CHECK-NEXT: return
func.func @main(%x: tensor<1x16x16x3xf32>) -> tensor<1x8x8x3xf32> {
  %y = ag.reduce_window max "n(2y+u)(2x+v)c->nyxc" %x [u = 2, v = 2] : tensor<1x16x16x3xf32> -> tensor<1x8x8x3xf32>
  return %y : tensor<1x8x8x3xf32>
}

//--- patches.mlir
// A window that reads every second one of four elements, and one with a gap.
// CHECK: func.func @main
// CHECK-NEXT: arith.constant
// CHECK-NEXT: ag.contract "n(4y+2u)(3x+v)i,uvio->nyxo" %arg0, %{{.*}} : tensor<1x8x9x3xf32>, tensor<2x2x3x5xf32> -> tensor<1x2x3x5xf32>
// CHECK-NEXT: return
func.func @main(%x: tensor<1x32x9x3xf32>) -> tensor<1x8x3x5xf32> {
  %w = arith.constant dense<0.5> : tensor<2x2x3x5xf32>
  %y = ag.contract "n(4y+2u)(3x+v)i,uvio->nyxo" %x, %w : tensor<1x32x9x3xf32>, tensor<2x2x3x5xf32> -> tensor<1x8x3x5xf32>
  return %y : tensor<1x8x3x5xf32>
}

//--- spread.mlir
// A window of the result.
// CHECK: func.func @main
// CHECK-NEXT: ag.reduce_window sum "nyxc->n(2y+u)(2x+v)c" %arg0 [u = 2, v = 2] : tensor<1x2x8x3xf32> -> tensor<1x4x16x3xf32>
// CHECK-NEXT: return
func.func @main(%x: tensor<1x8x8x3xf32>) -> tensor<1x16x16x3xf32> {
  %y = ag.reduce_window sum "nyxc->n(2y+u)(2x+v)c" %x [u = 2, v = 2] : tensor<1x8x8x3xf32> -> tensor<1x16x16x3xf32>
  return %y : tensor<1x16x16x3xf32>
}

//--- upstream.mlir
// CHECK: func.func @main
// CHECK-NOT: ag.all
// CHECK: linalg.pooling_nhwc_max {{.*}} ins(%arg0, %{{.*}} : tensor<1x4x16x3xf32>, tensor<2x2xf32>)
// CHECK-NEXT: return
func.func @main(%x: tensor<1x16x16x3xf32>) -> tensor<1x8x8x3xf32> {
  %window = tensor.empty() : tensor<2x2xf32>
  %least = arith.constant 0xFF800000 : f32
  %e = tensor.empty() : tensor<1x8x8x3xf32>
  %start = linalg.fill ins(%least : f32) outs(%e : tensor<1x8x8x3xf32>) -> tensor<1x8x8x3xf32>
  %y = linalg.pooling_nhwc_max {strides = dense<2> : tensor<2xi64>} ins(%x, %window : tensor<1x16x16x3xf32>, tensor<2x2xf32>)
      outs(%start : tensor<1x8x8x3xf32>) -> tensor<1x8x8x3xf32>
  return %y : tensor<1x8x8x3xf32>
}

//--- overlapping.mlir
// CHECK: func.func @main
// CHECK-NEXT: ag.all_gather ["x"] %arg0 [1]
func.func @main(%x: tensor<1x16x16x3xf32>) -> tensor<1x7x7x3xf32> {
  %y = ag.reduce_window max "n(2y+u)(2x+v)c->nyxc" %x [u = 3, v = 3] : tensor<1x16x16x3xf32> -> tensor<1x7x7x3xf32>
  return %y : tensor<1x7x7x3xf32>
}

//--- rest.mlir
// A row is left over after the last window.
// CHECK: func.func @main
// CHECK-NEXT: ag.all_gather ["x"] %arg0 [1]
func.func @main(%x: tensor<1x17x16x3xf32>) -> tensor<1x8x8x3xf32> {
  %y = ag.reduce_window max "n(2y+u)(2x+v)c->nyxc" %x [u = 2, v = 2] : tensor<1x17x16x3xf32> -> tensor<1x8x8x3xf32>
  return %y : tensor<1x8x8x3xf32>
}

//--- uneven.mlir
// The number of windows is not a multiple of the number of ranks.
func.func @main(%x: tensor<1x12x16x3xf32>) -> tensor<1x6x8x3xf32> {
  %y = ag.reduce_window max "n(2y+u)(2x+v)c->nyxc" %x [u = 2, v = 2] : tensor<1x12x16x3xf32> -> tensor<1x6x8x3xf32>
  return %y : tensor<1x6x8x3xf32>
}
