// Attention of two heads, masked by a triangle.
// RUN: ag-run %s --verify-grad
func.func @main(%q: tensor<2x4x3xf32>, %k: tensor<2x4x3xf32>, %v: tensor<2x4x3xf32>) -> tensor<2x4x3xf32> {
  %least = arith.constant dense<-1.0e9> : tensor<2x4x4xf32>
  %i = ag.iota 1 : tensor<2x4x4xi32>
  %j = ag.iota 2 : tensor<2x4x4xi32>
  %isSeen = ag.compare ge %i, %j : tensor<2x4x4xi32>, tensor<2x4x4xi32> -> tensor<2x4x4xi1>
  %s = ag.contract "hid,hjd->hij" %q, %k : tensor<2x4x3xf32>, tensor<2x4x3xf32> -> tensor<2x4x4xf32>
  %m = ag.select %isSeen, %s, %least : tensor<2x4x4xi1>, tensor<2x4x4xf32>, tensor<2x4x4xf32> -> tensor<2x4x4xf32>
  %max = ag.reduce max %m [2] : tensor<2x4x4xf32> -> tensor<2x4xf32>
  %stopped = ag.stop_gradient %max : tensor<2x4xf32>
  %all = ag.broadcast %stopped [0, 1] : tensor<2x4xf32> -> tensor<2x4x4xf32>
  %d = ag.sub %m, %all : tensor<2x4x4xf32>
  %e = ag.exp %d : tensor<2x4x4xf32>
  %sum = ag.reduce sum %e [2] : tensor<2x4x4xf32> -> tensor<2x4xf32>
  %sums = ag.broadcast %sum [0, 1] : tensor<2x4xf32> -> tensor<2x4x4xf32>
  %p = ag.div %e, %sums : tensor<2x4x4xf32>
  %y = ag.contract "hij,hjd->hid" %p, %v : tensor<2x4x4xf32>, tensor<2x4x3xf32> -> tensor<2x4x3xf32>
  return %y : tensor<2x4x3xf32>
}
