// RUN: ag-opt %s --march=x86-64-v3 --fuse --to=schedule --remarks-filter=ag-check-groups -o %t 2>&1 | FileCheck %s
// RUN: ag-run %s --on=cpu --input=randn:1 --same-as=%s

// All rows of %y are equal, so one of them is computed before the loop over rows. It is no tensor of the group that is
// in memory as a whole.
// CHECK-NOT: Missed
// CHECK: Function=equal_rows | Remark="its ops are computed together"
// CHECK-NOT: Missed
func.func @equal_rows(%s: f32) -> tensor<17x17xf32> {
  %x = arith.constant dense<-0.25> : tensor<17x17xf32>
  %w = arith.constant dense<0.5> : tensor<17x17xf32>
  %z = arith.constant dense<0.0> : tensor<17x17xf32>
  %b = arith.constant 0.75 : f32
  %y = linalg.quantized_matmul ins(%x, %w, %b, %s : tensor<17x17xf32>, tensor<17x17xf32>, f32, f32) outs(%z : tensor<17x17xf32>) -> tensor<17x17xf32>
  %0 = linalg.quantized_matmul ins(%y, %w, %b, %b : tensor<17x17xf32>, tensor<17x17xf32>, f32, f32) outs(%z : tensor<17x17xf32>) -> tensor<17x17xf32>
  return %0 : tensor<17x17xf32>
}
