// Constants of one type are numbered in the program's order, every time.
// RUN: ag-opt --to=allocate %s | FileCheck %s

// CHECK-DAG: memref.global "private" constant @__constant_3xf32 : memref<3xf32> = dense<[1.000000e+00, 2.000000e+00, 3.000000e+00]>
// CHECK-DAG: memref.global "private" constant @__constant_3xf32_0 : memref<3xf32> = dense<[4.000000e+00, 5.000000e+00, 6.000000e+00]>
// CHECK-DAG: memref.global "private" constant @__constant_3xf32_1 : memref<3xf32> = dense<[7.000000e+00, 8.000000e+00, 9.000000e+00]>
// CHECK-DAG: memref.global "private" constant @__constant_3xf32_2 : memref<3xf32> = dense<[0.000000e+00, 1.000000e+00, 0.000000e+00]>
func.func @first() -> tensor<3xf32> {
  %0 = arith.constant dense<[1.0, 2.0, 3.0]> : tensor<3xf32>
  return %0 : tensor<3xf32>
}
func.func @second() -> tensor<3xf32> {
  %0 = arith.constant dense<[4.0, 5.0, 6.0]> : tensor<3xf32>
  return %0 : tensor<3xf32>
}
func.func @third() -> tensor<3xf32> {
  %0 = arith.constant dense<[7.0, 8.0, 9.0]> : tensor<3xf32>
  return %0 : tensor<3xf32>
}
func.func @last() -> tensor<3xf32> {
  %0 = arith.constant dense<[0.0, 1.0, 0.0]> : tensor<3xf32>
  return %0 : tensor<3xf32>
}
