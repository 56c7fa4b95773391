// Slices that overlap, have strides, or have fewer dimensions.
// RUN: ag-run %s --verify-grad
func.func @main(%x: tensor<4x6xf64>) -> tensor<2x2xf64> {
  %a = tensor.extract_slice %x[2, 1] [2, 2] [1, 3] : tensor<4x6xf64> to tensor<2x2xf64>
  %b = tensor.extract_slice %x[3, 4] [1, 2] [1, 1] : tensor<4x6xf64> to tensor<2xf64>
  %c = tensor.extract_slice %x[1, 1] [2, 2] [1, 1] : tensor<4x6xf64> to tensor<2x2xf64>
  %e = tensor.expand_shape %b [[0, 1]] output_shape [1, 2] : tensor<2xf64> into tensor<1x2xf64>
  %p = tensor.pad %e low[0, 0] high[1, 0] {
  ^bb0(%i: index, %j: index):
    %v = arith.constant 2.5 : f64
    tensor.yield %v : f64
  } : tensor<1x2xf64> to tensor<2x2xf64>
  %m = arith.mulf %a, %c : tensor<2x2xf64>
  %s = arith.subf %m, %p : tensor<2x2xf64>
  return %s : tensor<2x2xf64>
}
