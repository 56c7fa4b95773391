// A layer in bf16: sums are computed in f32, and cotangents are bf16.
// RUN: ag-run %s --verify-grad
func.func @main(%x: tensor<3x4xbf16>, %w: tensor<4x2xbf16>, %b: tensor<2xbf16>) -> tensor<3x2xbf16> {
  %0 = ag.contract "bi,io->bo" %x, %w : tensor<3x4xbf16>, tensor<4x2xbf16> -> tensor<3x2xbf16>
  %1 = ag.broadcast %b [1] : tensor<2xbf16> -> tensor<3x2xbf16>
  %2 = ag.add %0, %1 : tensor<3x2xbf16>
  %3 = ag.sigmoid %2 : tensor<3x2xbf16>
  %4 = ag.mul %2, %3 : tensor<3x2xbf16>
  return %4 : tensor<3x2xbf16>
}
