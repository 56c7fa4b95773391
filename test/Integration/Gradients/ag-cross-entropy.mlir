// The logarithm of softmax at labels, with a gather.
// RUN: ag-run %s --verify-grad
func.func @main(%x: tensor<3x4xf32>, %labels: tensor<3xi32>) -> tensor<f32> {
  %m = ag.reduce max %x [1] : tensor<3x4xf32> -> tensor<3xf32>
  %stopped = ag.stop_gradient %m : tensor<3xf32>
  %ms = ag.broadcast %stopped [0] : tensor<3xf32> -> tensor<3x4xf32>
  %d = ag.sub %x, %ms : tensor<3x4xf32>
  %e = ag.exp %d : tensor<3x4xf32>
  %s = ag.reduce sum %e [1] : tensor<3x4xf32> -> tensor<3xf32>
  %l = ag.log %s : tensor<3xf32>
  %ls = ag.broadcast %l [0] : tensor<3xf32> -> tensor<3x4xf32>
  %p = ag.sub %d, %ls : tensor<3x4xf32>
  %classes = ag.iota 1 : tensor<3x4xi32>
  %all = ag.broadcast %labels [0] : tensor<3xi32> -> tensor<3x4xi32>
  %isLabel = ag.compare eq %classes, %all : tensor<3x4xi32>, tensor<3x4xi32> -> tensor<3x4xi1>
  %zeros = arith.constant dense<0.0> : tensor<3x4xf32>
  %chosen = ag.select %isLabel, %p, %zeros : tensor<3x4xi1>, tensor<3x4xf32>, tensor<3x4xf32> -> tensor<3x4xf32>
  %sum = ag.reduce sum %chosen [0, 1] : tensor<3x4xf32> -> tensor<f32>
  %loss = ag.neg %sum : tensor<f32>
  return %loss : tensor<f32>
}
