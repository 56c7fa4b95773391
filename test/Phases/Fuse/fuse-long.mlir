// The rows of scores exceed a core's cache. The two passes of softmax are then
// one pass of the product after it, which is why all ops end up in one group.
// RUN: ag-opt %s --fuse | FileCheck %s

// CHECK-LABEL: func.func @main(
// CHECK: ag.fused {{.*}} passes = 1 : i64
// CHECK-NOT: ag.fused
// CHECK: return
func.func @main(%q: tensor<1x1x2048x64xf32>, %k: tensor<1x1x2048x64xf32>, %v: tensor<1x1x2048x64xf32>) -> tensor<1x1x2048x64xf32> {
  %sc = arith.constant dense<0.125> : tensor<f32>
  %scb = ag.broadcast %sc [] : tensor<f32> -> tensor<1x1x2048x2048xf32>
  %s = ag.contract "bhid,bhjd->bhij" %q, %k : tensor<1x1x2048x64xf32>, tensor<1x1x2048x64xf32> -> tensor<1x1x2048x2048xf32>
  %s1 = ag.mul %s, %scb : tensor<1x1x2048x2048xf32>
  %m = ag.reduce max %s1 [3] : tensor<1x1x2048x2048xf32> -> tensor<1x1x2048xf32>
  %mx = ag.broadcast %m [0,1,2] : tensor<1x1x2048xf32> -> tensor<1x1x2048x2048xf32>
  %d = ag.sub %s1, %mx : tensor<1x1x2048x2048xf32>
  %e = ag.exp %d : tensor<1x1x2048x2048xf32>
  %t = ag.reduce sum %e [3] : tensor<1x1x2048x2048xf32> -> tensor<1x1x2048xf32>
  %tb = ag.broadcast %t [0, 1, 2] : tensor<1x1x2048xf32> -> tensor<1x1x2048x2048xf32>
  %p = ag.div %e, %tb : tensor<1x1x2048x2048xf32>
  %o = ag.contract "bhij,bhjd->bhid" %p, %v : tensor<1x1x2048x2048xf32>, tensor<1x1x2048x64xf32> -> tensor<1x1x2048x64xf32>
  return %o : tensor<1x1x2048x64xf32>
}
