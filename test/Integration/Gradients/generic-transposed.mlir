// Four loops, operands with different orders of loops, and a sum over two loops.
// RUN: ag-run %s --verify-grad
func.func @main(%x: tensor<2x3x2xf32>, %y: tensor<3x4xf32>, %z: tensor<2x4xf32>) -> tensor<4x2xf32> {
  %zeros = arith.constant dense<0.0> : tensor<4x2xf32>
  %0 = linalg.generic {indexing_maps = [affine_map<(a, b, c, d) -> (a, c, d)>, affine_map<(a, b, c, d) -> (c, b)>,
      affine_map<(a, b, c, d) -> (d, b)>, affine_map<(a, b, c, d) -> (b, a)>],
      iterator_types = ["parallel", "parallel", "reduction", "reduction"]}
      ins(%x, %y, %z : tensor<2x3x2xf32>, tensor<3x4xf32>, tensor<2x4xf32>) outs(%zeros : tensor<4x2xf32>) {
  ^bb0(%p: f32, %q: f32, %r: f32, %s: f32):
    %0 = arith.mulf %p, %q : f32
    %1 = arith.mulf %0, %r : f32
    %2 = arith.addf %1, %s : f32
    linalg.yield %2 : f32
  } -> tensor<4x2xf32>
  return %0 : tensor<4x2xf32>
}
