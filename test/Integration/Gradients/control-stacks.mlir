// A loop in a branch in a loop, with a dynamic trip count. Its stacked values are saved together with their size.
// RUN: ag-run %s --verify-grad --dim=a=3
module {
  func.func @main(%arg0: tensor<3xui8> {ag.dims = [3]}, %arg1: tensor<f32> {ag.dims = []}, %arg2: tensor<3x3x3xf32> {ag.dims = [3, 3, 3]}, %arg3: tensor<3x?xbf16> {ag.dims = [3, "a"]}) -> (tensor<3x3x3xf32>, tensor<f32>) attributes {ag.ranges = {b = [1, 43]}} {
    %0 = ag.broadcast %arg1 [] : tensor<f32> -> tensor<3xf32>
    %c1 = arith.constant 1 : index
    %dim = tensor.dim %arg3, %c1 : tensor<3x?xbf16>
    %c3 = arith.constant 3 : index
    %1 = arith.subi %dim, %c3 : index
    %2 = arith.addi %1, %1 : index
    %c2 = arith.constant 2 : index
    %3:2 = scf.for %arg4 = %1 to %2 step %c2 iter_args(%arg5 = %arg1, %arg6 = %arg2) -> (tensor<f32>, tensor<3x3x3xf32>) {
      %c3_0 = arith.constant 3 : index
      %4 = arith.divui %dim, %c3_0 : index
      %c1_1 = arith.constant 1 : index
      %dim_2 = tensor.dim %arg3, %c1_1 : tensor<3x?xbf16>
      %c3_3 = arith.constant 3 : index
      %5 = arith.subi %dim_2, %c3_3 : index
      %6 = arith.cmpi eq, %4, %5 : index
      %7 = scf.if %6 -> (tensor<3x3x3xf32>) {
        %c0 = arith.constant 0 : index
        %c2_4 = arith.constant 2 : index
        %9 = arith.addi %c0, %c2_4 : index
        %c1_5 = arith.constant 1 : index
        %10:2 = scf.for %arg7 = %c0 to %9 step %c1_5 iter_args(%arg8 = %0, %arg9 = %arg2) -> (tensor<3xf32>, tensor<3x3x3xf32>) {
          %11 = ag.max %arg8, %arg8 : tensor<3xf32>
          %cst = arith.constant dense<2.500000e-01> : tensor<3x3x3xf32>
          %12 = ag.max %arg9, %cst : tensor<3x3x3xf32>
          scf.yield %11, %12 : tensor<3xf32>, tensor<3x3x3xf32>
        }
        scf.yield %10#1 : tensor<3x3x3xf32>
      } else {
        scf.yield %arg6 : tensor<3x3x3xf32>
      }
      %8 = ag.max %arg5, %arg5 : tensor<f32>
      scf.yield %8, %7 : tensor<f32>, tensor<3x3x3xf32>
    }
    return %3#1, %3#0 : tensor<3x3x3xf32>, tensor<f32>
  }
}
