// RUN: ag-opt %s -o %t && FileCheck %s --input-file=%t
// RUN: ag-opt --mlir-print-op-generic %s | ag-opt | diff %t -
// RUN: ag-opt --emit-bytecode %s | ag-opt | diff %t -

// CHECK-LABEL: func @places
func.func @places(%x: tensor<1x8xf32>, %v: tensor<f32>, %n: index) {
  // CHECK: ag.broadcast %arg0 [1, 2] (%arg2) : tensor<1x8xf32> -> tensor<3x?x8xf32>
  %0 = ag.broadcast %x [1, 2] (%n) : tensor<1x8xf32> -> tensor<3x?x8xf32>
  // CHECK: ag.transpose %{{.*}} [2, 0, 1] : tensor<3x?x8xf32> -> tensor<8x3x?xf32>
  %1 = ag.transpose %0 [2, 0, 1] : tensor<3x?x8xf32> -> tensor<8x3x?xf32>
  // CHECK: ag.reshape %{{.*}} (%arg2) : tensor<8x3x?xf32> -> tensor<24x?xf32>
  %2 = ag.reshape %1 (%n) : tensor<8x3x?xf32> -> tensor<24x?xf32>
  // CHECK: ag.reshape %arg0 : tensor<1x8xf32> -> tensor<2x4xf32>
  %3 = ag.reshape %x : tensor<1x8xf32> -> tensor<2x4xf32>
  // CHECK: ag.slice %{{.*}} [2, %arg2] [4, %arg2] [5, 1] : tensor<24x?xf32> -> tensor<4x?xf32>
  %4 = ag.slice %2 [2, %n] [4, %n] [5, 1] : tensor<24x?xf32> -> tensor<4x?xf32>
  // CHECK: ag.pad %{{.*}} low [0, %arg2] high [1, 0] with %arg1 : tensor<4x?xf32>, tensor<f32> -> tensor<5x?xf32>
  %5 = ag.pad %4 low [0, %n] high [1, 0] with %v : tensor<4x?xf32>, tensor<f32> -> tensor<5x?xf32>
  // CHECK: ag.concat 0 %{{.*}}, %{{.*}} : tensor<5x?xf32>, tensor<2x4xf32> -> tensor<7x4xf32>
  %6 = ag.concat 0 %5, %3 : tensor<5x?xf32>, tensor<2x4xf32> -> tensor<7x4xf32>
  // A slice at the start of a dimension is not taken for the whole dimension.
  // CHECK: ag.slice %arg0 [0, 0] [1, 3] [1, 1] : tensor<1x8xf32> -> tensor<1x3xf32>
  %7 = ag.slice %x [0, 0] [1, 3] [1, 1] : tensor<1x8xf32> -> tensor<1x3xf32>
  // CHECK: ag.slice %arg0 [0, 0] [1, %arg2] [1, 1] : tensor<1x8xf32> -> tensor<1x?xf32>
  %8 = ag.slice %x [0, 0] [1, %n] [1, 1] : tensor<1x8xf32> -> tensor<1x?xf32>
  // CHECK: ag.update %arg0, %{{.*}} [0, %arg2] [1, 2] : tensor<1x8xf32>, tensor<1x3xf32> -> tensor<1x8xf32>
  %9 = ag.update %x, %7 [0, %n] [1, 2] : tensor<1x8xf32>, tensor<1x3xf32> -> tensor<1x8xf32>
  // CHECK: ag.update %arg0, %arg0 [0, 0] [1, 1] : tensor<1x8xf32>
  %10 = ag.update %x, %x [0, 0] [1, 1] : tensor<1x8xf32>
  // CHECK: ag.pad %arg0 low [0, %arg2] high [1, 0] interior [3, 1] with %arg1 : tensor<1x8xf32>, tensor<f32> -> tensor<2x?xf32>
  %11 = ag.pad %x low [0, %n] high [1, 0] interior [3, 1] with %v : tensor<1x8xf32>, tensor<f32> -> tensor<2x?xf32>
  return
}
