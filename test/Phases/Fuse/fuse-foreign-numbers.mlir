// Arithmetic on tensors of rank 0 has no loops until it is converted to linalg.
// It is in no group, because its form would change with that conversion.
// RUN: ag-opt --fuse %s -o %t.mlir && FileCheck %s --input-file=%t.mlir
// RUN: ag-compile %t.mlir -o %t.o
// RUN: ag-run %t.mlir --input=randn:1 --on=cpu --same-as=%s

// CHECK: arith.subf
// CHECK-NOT: ag.fused
func.func @main(%x: tensor<8x8xf32>) -> tensor<f32> {
  %0 = ag.reduce prod %x [0, 1] : tensor<8x8xf32> -> tensor<f32>
  %1 = ag.broadcast %0 [] : tensor<f32>
  %2 = arith.subf %1, %1 : tensor<f32>
  %3 = ag.contract ",->" %1, %2 : tensor<f32>
  return %3 : tensor<f32>
}
