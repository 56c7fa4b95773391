module {
  func.func @main(%arg0: tensor<4x?xf32> {ag.dims = [4, "a"]}, %arg1: tensor<4xf32> {ag.dims = [4]}, %arg2: tensor<4xf32> {ag.dims = [4]}, %arg3: tensor<16xi64> {ag.dims = [16]}) -> (tensor<4xf32>, tensor<4x?xf32>) {
    %cst = arith.constant dense<37> : tensor<16xi64>
    %0 = arith.muli %arg3, %cst : tensor<16xi64>
    %cst_0 = arith.constant dense<1> : tensor<16xi64>
    %1 = arith.muli %0, %cst_0 : tensor<16xi64>
    %cst_1 = arith.constant dense<210> : tensor<16xi64>
    %2 = arith.remui %1, %cst_1 : tensor<16xi64>
    %c11 = arith.constant 11 : index
    %extracted = tensor.extract %2[%c11] : tensor<16xi64>
    %3 = arith.index_cast %extracted : i64 to index
    %c1 = arith.constant 1 : index
    %c6 = arith.constant 6 : index
    %c1_2 = arith.constant 1 : index
    %4:3 = scf.for %arg4 = %c1 to %c6 step %c1_2 iter_args(%arg5 = %arg0, %arg6 = %arg2, %arg7 = %3) -> (tensor<4x?xf32>, tensor<4xf32>, index) {
      %10 = ag.slice %2 [9] [2] [1] : tensor<16xi64> -> tensor<2xi64>
      %11 = ag.reshape %arg2 : tensor<4xf32> -> tensor<4x1xf32>
      %12 = ag.reshape %arg1 : tensor<4xf32> -> tensor<4x1xf32>
      %13 = ag.concat 1 %11, %12 : tensor<4x1xf32>, tensor<4x1xf32> -> tensor<4x2xf32>
      %14 = ag.scatter 1 error %arg5, %10, %13 : tensor<4x?xf32>, tensor<2xi64>, tensor<4x2xf32> -> tensor<4x?xf32>
      %15 = ag.slice %2 [4] [2] [1] : tensor<16xi64> -> tensor<2xi64>
      %16 = ag.reshape %arg6 : tensor<4xf32> -> tensor<4x1xf32>
      %17 = ag.reshape %arg6 : tensor<4xf32> -> tensor<4x1xf32>
      %18 = ag.concat 1 %16, %17 : tensor<4x1xf32>, tensor<4x1xf32> -> tensor<4x2xf32>
      %19 = ag.scatter 1 clamp %14, %15, %18 : tensor<4x?xf32>, tensor<2xi64>, tensor<4x2xf32> -> tensor<4x?xf32>
      %c3 = arith.constant 3 : index
      %20 = arith.muli %arg7, %c3 : index
      %c210 = arith.constant 210 : index
      %21 = arith.remui %20, %c210 : index
      scf.yield %19, %arg6, %21 : tensor<4x?xf32>, tensor<4xf32>, index
    }
    %c12 = arith.constant 12 : index
    %extracted_3 = tensor.extract %0[%c12] : tensor<16xi64>
    %5 = arith.index_cast %extracted_3 : i64 to index
    %c0 = arith.constant 0 : index
    %6 = arith.maxsi %5, %c0 : index
    %c209 = arith.constant 209 : index
    %7 = arith.minsi %6, %c209 : index
    %8 = ag.reshape %arg2 : tensor<4xf32> -> tensor<4x1xf32>
    %9 = ag.update %4#0, %8 [0, %7] [1, 1] : tensor<4x?xf32>, tensor<4x1xf32> -> tensor<4x?xf32>
    return %4#1, %9 : tensor<4xf32>, tensor<4x?xf32>
  }
}

