// Pairs of elements of a row are rotated by an angle that depends on the position.
// RUN: ag-run %s --verify-grad
func.func @main(%x: tensor<4x6xf32>, %freq: tensor<3xf32>) -> tensor<4x6xf32> {
  %i = ag.iota 0 : tensor<4xf32>
  %angles = ag.contract "i,j->ij" %i, %freq : tensor<4xf32>, tensor<3xf32> -> tensor<4x3xf32>
  %s = ag.sin %angles : tensor<4x3xf32>
  %c = ag.cos %angles : tensor<4x3xf32>
  %a = ag.slice %x [0, 0] [4, 3] [1, 2] : tensor<4x6xf32> -> tensor<4x3xf32>
  %b = ag.slice %x [0, 1] [4, 3] [1, 2] : tensor<4x6xf32> -> tensor<4x3xf32>
  %ac = ag.mul %a, %c : tensor<4x3xf32>
  %bs = ag.mul %b, %s : tensor<4x3xf32>
  %as = ag.mul %a, %s : tensor<4x3xf32>
  %bc = ag.mul %b, %c : tensor<4x3xf32>
  %p = ag.sub %ac, %bs : tensor<4x3xf32>
  %q = ag.add %as, %bc : tensor<4x3xf32>
  %y0 = ag.update %x, %p [0, 0] [1, 2] : tensor<4x6xf32>, tensor<4x3xf32> -> tensor<4x6xf32>
  %y1 = ag.update %y0, %q [0, 1] [1, 2] : tensor<4x6xf32>, tensor<4x3xf32> -> tensor<4x6xf32>
  return %y1 : tensor<4x6xf32>
}
