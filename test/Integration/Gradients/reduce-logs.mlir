// The logarithm of a sum of exponentials over two of three dimensions.
// RUN: ag-run %s --verify-grad
func.func @main(%x: tensor<2x?x3xf32> {ag.dims = [2, "n", 3]}) -> tensor<2xf32> {
  %c1 = arith.constant 1 : index
  %n = tensor.dim %x, %c1 : tensor<2x?x3xf32>
  %m = ag.reduce max %x [1, 2] : tensor<2x?x3xf32> -> tensor<2xf32>
  %s = ag.stop_gradient %m : tensor<2xf32>
  %b = ag.broadcast %s [0] (%n) : tensor<2xf32> -> tensor<2x?x3xf32>
  %d = ag.sub %x, %b : tensor<2x?x3xf32>
  %e = ag.exp %d : tensor<2x?x3xf32>
  %t = ag.reduce sum %e [1, 2] : tensor<2x?x3xf32> -> tensor<2xf32>
  %l = ag.log %t : tensor<2xf32>
  %r = ag.add %l, %s : tensor<2xf32>
  return %r : tensor<2xf32>
}
