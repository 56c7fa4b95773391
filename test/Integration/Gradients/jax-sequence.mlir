// A convolution over a sequence, from JAX.
// RUN: ag-run %s --verify-grad
module @jit__lambda {
  func.func @main(%arg0: tensor<1x7x2xf32>, %arg1: tensor<3x2x2xf32>) -> tensor<1x3x2xf32> {
    %cst = arith.constant 0.000000e+00 : f32
    %0 = tensor.empty() : tensor<1x3x2xf32>
    %1 = linalg.fill ins(%cst : f32) outs(%0 : tensor<1x3x2xf32>) -> tensor<1x3x2xf32>
    %2 = linalg.conv_1d_nwc_wcf {dilations = dense<1> : tensor<1xi64>, strides = dense<2> : tensor<1xi64>} ins(%arg0, %arg1 : tensor<1x7x2xf32>, tensor<3x2x2xf32>) outs(%1 : tensor<1x3x2xf32>) -> tensor<1x3x2xf32>
    return %2 : tensor<1x3x2xf32>
  }
}

