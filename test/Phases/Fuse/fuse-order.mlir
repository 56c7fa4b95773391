// Two groups may not wait for each other: the update reads one and is read by
// the other, and the scatter the other way round.
// RUN: ag-opt --fuse %s -o %t && FileCheck %s --input-file=%t
// RUN: ag-run %t --input=randn:1 --input=ones --input=randn:2 --input=randn:3 --same-as=%s

// CHECK: ag.mul
// CHECK-NEXT: ag.update
// CHECK-NEXT: ag.fused
// CHECK: ag.scatter
// CHECK-NEXT: ag.fused
// CHECK: return
func.func @main(%x: tensor<4x2xf64>, %i: tensor<5xi32>, %w: tensor<5x2xf64>, %g: tensor<4x2xf64>) -> (tensor<4x2xf64>, tensor<5x2xf64>) {
  %0 = ag.gather 0 clamp %x, %i : tensor<4x2xf64>, tensor<5xi32> -> tensor<5x2xf64>
  %1 = ag.tanh %0 : tensor<5x2xf64>
  %2 = ag.mul %1, %w : tensor<5x2xf64>
  %3 = ag.scatter 0 clamp %x, %i, %2 : tensor<4x2xf64>, tensor<5xi32>, tensor<5x2xf64> -> tensor<4x2xf64>
  %4 = ag.mul %g, %x : tensor<4x2xf64>
  %5 = ag.mul %3, %g : tensor<4x2xf64>
  %6 = ag.update %w, %4 [1, 0] [1, 1] : tensor<5x2xf64>, tensor<4x2xf64> -> tensor<5x2xf64>
  %7 = ag.add %5, %4 : tensor<4x2xf64>
  %8 = ag.mul %6, %w : tensor<5x2xf64>
  %9 = ag.mul %1, %6 : tensor<5x2xf64>
  %10 = ag.add %8, %9 : tensor<5x2xf64>
  return %7, %10 : tensor<4x2xf64>, tensor<5x2xf64>
}
