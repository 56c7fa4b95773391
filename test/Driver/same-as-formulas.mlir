// An equivalent formula may lose more digits. The weight of a softmax, e^(s - max) / sum, is
// exactly 1 if one score is far ahead; e^(s - log-sum-exp) has an error proportional to the
// score. Such an element is within its error bound, and is judged relative to larger ones only.
// RUN: split-file %s %t
// RUN: cat %t/quotient.mlir %t/slope.mlir > %t/first.mlir
// RUN: cat %t/exponent.mlir %t/slope.mlir > %t/other.mlir
// RUN: ag-run %t/other.mlir --input=ones --precision=declared --same-as=%t/first.mlir | FileCheck %s
// CHECK: same: 1 result, 4 values, largest difference {{[0-9.]+}}e-06 at [0, 0]

// An element without such an error has to be close by itself.
// RUN: sed s/5.0e-01/5.1e-01/ %t/other.mlir > %t/moved.mlir
// RUN: not ag-run %t/moved.mlir --input=ones --precision=declared --same-as=%t/first.mlir | FileCheck %s --check-prefix=MOVED
// MOVED: different: 2 of 4 values

//--- quotient.mlir
func.func private @weights(%s: tensor<2x2xf32>) -> tensor<2x2xf32> {
  %max = ag.reduce max %s [1] : tensor<2x2xf32> -> tensor<2xf32>
  %m = ag.broadcast %max [0] : tensor<2xf32> -> tensor<2x2xf32>
  %0 = ag.sub %s, %m : tensor<2x2xf32>
  %e = ag.exp %0 : tensor<2x2xf32>
  %sum = ag.reduce sum %e [1] : tensor<2x2xf32> -> tensor<2xf32>
  %n = ag.broadcast %sum [0] : tensor<2xf32> -> tensor<2x2xf32>
  %p = ag.div %e, %n : tensor<2x2xf32>
  return %p : tensor<2x2xf32>
}

//--- exponent.mlir
func.func private @weights(%s: tensor<2x2xf32>) -> tensor<2x2xf32> {
  %e = ag.exp %s : tensor<2x2xf32>
  %sum = ag.reduce sum %e [1] : tensor<2x2xf32> -> tensor<2xf32>
  %lse = ag.log %sum : tensor<2xf32>
  %n = ag.broadcast %lse [0] : tensor<2xf32> -> tensor<2x2xf32>
  %0 = ag.sub %s, %n : tensor<2x2xf32>
  %p = ag.exp %0 : tensor<2x2xf32>
  return %p : tensor<2x2xf32>
}

//--- slope.mlir
func.func @main(%x: tensor<2x2xf32>) -> tensor<2x2xf32> {
  %c = arith.constant dense<[[81.3, 70.0], [5.0e-01, 1.0]]> : tensor<2x2xf32>
  %d = arith.constant dense<[[1.7, 0.3], [0.9, -0.4]]> : tensor<2x2xf32>
  %s = ag.mul %x, %c : tensor<2x2xf32>
  %p = call @weights(%s) : (tensor<2x2xf32>) -> tensor<2x2xf32>
  %0 = ag.mul %p, %d : tensor<2x2xf32>
  %sum = ag.reduce sum %0 [1] : tensor<2x2xf32> -> tensor<2xf32>
  %n = ag.broadcast %sum [0] : tensor<2xf32> -> tensor<2x2xf32>
  %1 = ag.sub %d, %n : tensor<2x2xf32>
  %y = ag.mul %p, %1 : tensor<2x2xf32>
  return %y : tensor<2x2xf32>
}
