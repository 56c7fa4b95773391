// Shapes are expanded, collapsed, concatenated and padded.
// RUN: ag-run %s --verify-grad
func.func @main(%x: tensor<2x6xf32>, %y: tensor<3x4xf32>) -> tensor<5x8xf32> {
  %zero = arith.constant 0.5 : f32
  %0 = tensor.expand_shape %x [[0], [1, 2]] output_shape [2, 3, 2] : tensor<2x6xf32> into tensor<2x3x2xf32>
  %e = tensor.empty() : tensor<3x2x2xf32>
  %1 = linalg.transpose ins(%0 : tensor<2x3x2xf32>) outs(%e : tensor<3x2x2xf32>) permutation = [1, 2, 0]
  %2 = tensor.collapse_shape %1 [[0], [1, 2]] : tensor<3x2x2xf32> into tensor<3x4xf32>
  %3 = arith.mulf %2, %y : tensor<3x4xf32>
  %4 = tensor.concat dim(1) %3, %y : (tensor<3x4xf32>, tensor<3x4xf32>) -> tensor<3x8xf32>
  %5 = tensor.pad %4 low[1, 0] high[1, 0] {
  ^bb0(%i: index, %j: index):
    tensor.yield %zero : f32
  } : tensor<3x8xf32> to tensor<5x8xf32>
  %6 = math.tanh %5 : tensor<5x8xf32>
  return %6 : tensor<5x8xf32>
}
