// A convolution of images with dynamic sizes and a dynamic batch.
// RUN: ag-run %s --verify-grad --dim=h=5 --dim=w=4
func.func @main(%x: tensor<?x2x?x?xf32> {ag.dims = ["b", 2, "h", "w"]}, %w: tensor<3x2x3x2xf32>) -> tensor<?x3x?x?xf32> {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %zero = arith.constant 0.0 : f32
  %b = tensor.dim %x, %c0 : tensor<?x2x?x?xf32>
  %h = tensor.dim %x, %c2 : tensor<?x2x?x?xf32>
  %v = tensor.dim %x, %c3 : tensor<?x2x?x?xf32>
  %rows = affine.apply affine_map<(d) -> (d - 2)>(%h)
  %columns = affine.apply affine_map<(d) -> (d - 1)>(%v)
  %empty = tensor.empty(%b, %rows, %columns) : tensor<?x3x?x?xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<?x3x?x?xf32>) -> tensor<?x3x?x?xf32>
  %0 = linalg.conv_2d_nchw_fchw ins(%x, %w : tensor<?x2x?x?xf32>, tensor<3x2x3x2xf32>) outs(%init : tensor<?x3x?x?xf32>) -> tensor<?x3x?x?xf32>
  return %0 : tensor<?x3x?x?xf32>
}
