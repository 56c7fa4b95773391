// A transposed convolution, with zeros between the pixels, from JAX.
// RUN: ag-run %s --verify-grad
module @jit__lambda {
  func.func @main(%arg0: tensor<1x3x3x1xf32>, %arg1: tensor<2x2x1x2xf32>) -> tensor<1x7x8x2xf32> {
    %cst = arith.constant 0.000000e+00 : f32
    %0 = tensor.empty() : tensor<1x7x8x2xf32>
    %1 = linalg.fill ins(%cst : f32) outs(%0 : tensor<1x7x8x2xf32>) -> tensor<1x7x8x2xf32>
    %2 = tensor.empty() : tensor<1x8x9x1xf32>
    %3 = linalg.fill ins(%cst : f32) outs(%2 : tensor<1x8x9x1xf32>) -> tensor<1x8x9x1xf32>
    %inserted_slice = tensor.insert_slice %arg0 into %3[0, 1, 2, 0] [1, 3, 3, 1] [1, 2, 3, 1] : tensor<1x3x3x1xf32> into tensor<1x8x9x1xf32>
    %4 = linalg.conv_2d_nhwc_hwcf {dilations = dense<1> : tensor<2xi64>, strides = dense<1> : tensor<2xi64>} ins(%inserted_slice, %arg1 : tensor<1x8x9x1xf32>, tensor<2x2x1x2xf32>) outs(%1 : tensor<1x7x8x2xf32>) -> tensor<1x7x8x2xf32>
    return %4 : tensor<1x7x8x2xf32>
  }
}

