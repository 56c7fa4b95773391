// RUN: ag-opt %s -o %t && FileCheck %s --input-file=%t
// RUN: ag-opt --mlir-print-op-generic %s | ag-opt | diff %t -
// RUN: ag-opt --emit-bytecode %s | ag-opt | diff %t -

// CHECK-LABEL: func @reduce
func.func @reduce(%x: tensor<4x?xf32>, %m: tensor<4xi1>) {
  // CHECK: ag.reduce sum %arg0 [1] : tensor<4x?xf32> -> tensor<4xf32>
  %0 = ag.reduce sum %x [1] : tensor<4x?xf32> -> tensor<4xf32>
  // CHECK: ag.reduce prod %arg0 [0] : tensor<4x?xf32> -> tensor<?xf32>
  %1 = ag.reduce prod %x [0] : tensor<4x?xf32> -> tensor<?xf32>
  // CHECK: ag.reduce max %arg0 [0, 1] : tensor<4x?xf32> -> tensor<f32>
  %2 = ag.reduce max %x [0, 1] : tensor<4x?xf32> -> tensor<f32>
  // CHECK: ag.reduce min %arg1 [] : tensor<4xi1>
  %3 = ag.reduce min %m [] : tensor<4xi1>
  return
}
