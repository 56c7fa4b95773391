module {
  func.func @main(%arg0: tensor<3x3x100xf32> {ag.dims = [3, 3, 100]}, %arg1: tensor<f32> {ag.dims = []}, %arg2: tensor<3x3xui16> {ag.dims = [3, 3]}, %arg3: tensor<100x3x15xf32> {ag.dims = [100, 3, 15]}) -> (tensor<100x3x18xi1>, tensor<4x50x3xf32>, tensor<1x0x1xf32>) attributes {ag.ranges = {b = [1, 85], c = [15, 34]}} {
    %0 = ag.compare ge %arg3, %arg3 : tensor<100x3x15xf32>, tensor<100x3x15xf32> -> tensor<100x3x15xi1>
    %1 = ag.slice %arg3 [0, 3, 5] [1, 0, 1] [1, 1, 1] : tensor<100x3x15xf32> -> tensor<1x0x1xf32>
    %cst = arith.constant dense<1.250000e+00> : tensor<f32>
    %2 = ag.pad %arg0 low [0, 2, 1] high [1, 0, 0] with %cst : tensor<3x3x100xf32>, tensor<f32> -> tensor<4x5x101xf32>
    %3 = ag.reduce_window sum "(a+2b)(2c+2d)(2e+f)->aec" %2 [b = 1, d = 1, f = 2] : tensor<4x5x101xf32> -> tensor<4x50x3xf32>
    %4 = ag.cast %arg1 : tensor<f32> -> tensor<i1>
    %5 = ag.pad %0 low [0, 0, 0] high [0, 0, 3] with %4 : tensor<100x3x15xi1>, tensor<i1> -> tensor<100x3x18xi1>
    return %5, %3, %1 : tensor<100x3x18xi1>, tensor<4x50x3xf32>, tensor<1x0x1xf32>
  }
}

