// A convolution over a volume, from JAX.
// RUN: ag-run %s --verify-grad
module @jit__lambda {
  func.func @main(%arg0: tensor<1x3x4x3x1xf32>, %arg1: tensor<2x2x2x1x1xf32>) -> tensor<1x2x2x2x1xf32> {
    %cst = arith.constant 0.000000e+00 : f32
    %0 = tensor.empty() : tensor<1x2x2x2x1xf32>
    %1 = linalg.fill ins(%cst : f32) outs(%0 : tensor<1x2x2x2x1xf32>) -> tensor<1x2x2x2x1xf32>
    %2 = linalg.conv_3d_ndhwc_dhwcf {dilations = dense<1> : tensor<3xi64>, strides = dense<[1, 2, 1]> : tensor<3xi64>} ins(%arg0, %arg1 : tensor<1x3x4x3x1xf32>, tensor<2x2x2x1x1xf32>) outs(%1 : tensor<1x2x2x2x1xf32>) -> tensor<1x2x2x2x1xf32>
    return %2 : tensor<1x2x2x2x1xf32>
  }
}

