// A convolution by Winograd's transforms equals the direct convolution.
// RUN: split-file %s %t
// RUN: ag-run %t/winograd.mlir --input=randn:1 --input=randn:2 --on=cpu --march=x86-64-v3 --same-as=%t/winograd.mlir
// RUN: ag-run %t/winograd.mlir --input=randn:1 --input=randn:2 --same-as=%t/direct.mlir

//--- winograd.mlir
func.func @main(%x: tensor<2x10x10x5xf32>, %w: tensor<3x3x3x5xf32>) -> tensor<2x8x8x3xf32> {
  %zero = arith.constant 0.000000e+00 : f32
  %ew = tensor.empty() : tensor<6x6x5x3xf32>
  %tw = linalg.winograd_filter_transform fmr(F_4_3) ins(%w : tensor<3x3x3x5xf32>) outs(%ew : tensor<6x6x5x3xf32>) -> tensor<6x6x5x3xf32>
  %ex = tensor.empty() : tensor<6x6x2x2x2x5xf32>
  %tx = linalg.winograd_input_transform fmr(F_4_3) ins(%x : tensor<2x10x10x5xf32>) outs(%ex : tensor<6x6x2x2x2x5xf32>) -> tensor<6x6x2x2x2x5xf32>
  %cw = tensor.collapse_shape %tw [[0, 1], [2], [3]] : tensor<6x6x5x3xf32> into tensor<36x5x3xf32>
  %cx = tensor.collapse_shape %tx [[0, 1], [2, 3, 4], [5]] : tensor<6x6x2x2x2x5xf32> into tensor<36x8x5xf32>
  %ey = tensor.empty() : tensor<36x8x3xf32>
  %fy = linalg.fill ins(%zero : f32) outs(%ey : tensor<36x8x3xf32>) -> tensor<36x8x3xf32>
  %y = linalg.batch_matmul ins(%cx, %cw : tensor<36x8x5xf32>, tensor<36x5x3xf32>) outs(%fy : tensor<36x8x3xf32>) -> tensor<36x8x3xf32>
  %ty = tensor.expand_shape %y [[0, 1], [2, 3, 4], [5]] output_shape [6, 6, 2, 2, 2, 3] : tensor<36x8x3xf32> into tensor<6x6x2x2x2x3xf32>
  %e = tensor.empty() : tensor<2x8x8x3xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<2x8x8x3xf32>) -> tensor<2x8x8x3xf32>
  %r = linalg.winograd_output_transform fmr(F_4_3) ins(%ty : tensor<6x6x2x2x2x3xf32>) outs(%f : tensor<2x8x8x3xf32>) -> tensor<2x8x8x3xf32>
  return %r : tensor<2x8x8x3xf32>
}

//--- direct.mlir
func.func @main(%x: tensor<2x10x10x5xf32>, %w: tensor<3x3x3x5xf32>) -> tensor<2x8x8x3xf32> {
  %zero = arith.constant 0.000000e+00 : f32
  %e = tensor.empty() : tensor<2x8x8x3xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<2x8x8x3xf32>) -> tensor<2x8x8x3xf32>
  %r = linalg.conv_2d_nhwc_fhwc {dilations = dense<1> : vector<2xi64>, strides = dense<1> : vector<2xi64>} ins(%x, %w : tensor<2x10x10x5xf32>, tensor<3x3x3x5xf32>) outs(%f : tensor<2x8x8x3xf32>) -> tensor<2x8x8x3xf32>
  return %r : tensor<2x8x8x3xf32>
}
