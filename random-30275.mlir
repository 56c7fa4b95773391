#map = affine_map<(d0, d1) -> (d0, d1)>
module {
  func.func @main(%arg0: tensor<32xf32> {ag.dims = [32]}, %arg1: tensor<?xf32> {ag.dims = ["b"]}, %arg2: tensor<f32> {ag.dims = []}) -> (tensor<1x2xf32>, tensor<?xf32>, tensor<1x2xf32>, tensor<4x?xi1>) {
    %0 = ag.concat 0 %arg0, %arg1 : tensor<32xf32>, tensor<?xf32> -> tensor<?xf32>
    %extracted = tensor.extract %arg2[] : tensor<f32>
    %c31 = arith.constant 31 : index
    %inserted = tensor.insert %extracted into %arg1[%c31] : tensor<?xf32>
    %c0 = arith.constant 0 : index
    %dim = tensor.dim %0, %c0 : tensor<?xf32>
    %c8 = arith.constant 8 : index
    %1 = arith.divui %dim, %c8 : index
    %c60 = arith.constant 60 : index
    %2 = arith.subi %dim, %c60 : index
    %expanded = tensor.expand_shape %arg1 [[0, 1]] output_shape [%1, %2] : tensor<?xf32> into tensor<?x?xf32>
    %c1 = arith.constant 1 : index
    %3 = arith.minsi %2, %c1 : index
    %c2 = arith.constant 2 : index
    %4 = ag.slice %expanded [0, 0] [%3, %c2] [1, 1] : tensor<?x?xf32>
    %c64 = arith.constant 64 : index
    %5 = arith.subi %dim, %c64 : index
    %c0_0 = arith.constant 0 : index
    %dim_1 = tensor.dim %inserted, %c0_0 : tensor<?xf32>
    %c16 = arith.constant 16 : index
    %6 = arith.divui %dim_1, %c16 : index
    %7 = ag.update %4, %4 [%5, 0] [1, 1] : tensor<?x?xf32>
    %c2_2 = arith.constant 2 : index
    %8 = arith.divui %6, %c2_2 : index
    %c1_3 = arith.constant 1 : index
    %9 = ag.reduce_window sum "(2a+b)(3c+2d)->ca" %7 [b = %8, d = 1] (%c1_3) : tensor<?x?xf32> -> tensor<1x?xf32>
    %cst = arith.constant 0.000000e+00 : f32
    %10 = tensor.empty() : tensor<1x2xf32>
    %11 = linalg.fill ins(%cst : f32) outs(%10 : tensor<1x2xf32>) -> tensor<1x2xf32>
    %12 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel", "parallel"]} ins(%4, %7 : tensor<?x?xf32>, tensor<?x?xf32>) outs(%11 : tensor<1x2xf32>) {
    ^bb0(%in: f32, %in_13: f32, %out: f32):
      %26 = arith.mulf %in, %in_13 : f32
      linalg.yield %26 : f32
    } -> tensor<1x2xf32>
    %13 = ag.reduce_window sum "(a+3b)c->a" %12 [b = 1] : tensor<1x2xf32> -> tensor<1xf32>
    %c31_4 = arith.constant 31 : index
    %14 = arith.subi %dim_1, %c31_4 : index
    %c0_5 = arith.constant 0 : index
    %dim_6 = tensor.dim %0, %c0_5 : tensor<?xf32>
    %c7 = arith.constant 7 : index
    %15 = arith.minsi %dim_6, %c7 : index
    %16 = arith.addi %14, %15 : index
    %c1_7 = arith.constant 1 : index
    %17 = scf.for %arg3 = %14 to %16 step %c1_7 iter_args(%arg4 = %7) -> (tensor<?x?xf32>) {
      %26 = ag.max %arg4, %7 : tensor<?x?xf32>
      scf.yield %26 : tensor<?x?xf32>
    }
    %18 = ag.concat 0 %9, %9, %9, %9 : tensor<1x?xf32>, tensor<1x?xf32>, tensor<1x?xf32>, tensor<1x?xf32> -> tensor<4x?xf32>
    %19 = ag.compare ne %18, %18 : tensor<4x?xf32>, tensor<4x?xf32> -> tensor<4x?xi1>
    %c4 = arith.constant 4 : index
    %20 = arith.subi %2, %c4 : index
    %c1_8 = arith.constant 1 : index
    %c2_9 = arith.constant 2 : index
    %inserted_slice = tensor.insert_slice %17 into %12[%20, 0] [%c1_8, %c2_9] [1, 1] : tensor<?x?xf32> into tensor<1x2xf32>
    %c8_10 = arith.constant 8 : index
    %21 = arith.subi %1, %c8_10 : index
    %22 = ag.pad %13 low [%21] high [0] with %arg2 : tensor<1xf32>, tensor<f32> -> tensor<?xf32>
    %c7_11 = arith.constant 7 : index
    %23 = arith.divui %15, %c7_11 : index
    %24 = ag.pad %4 low [%23, 0] high [0, 0] with %arg2 : tensor<?x?xf32>, tensor<f32> -> tensor<?x?xf32>
    %cst_12 = arith.constant dense<0.000000e+00> : tensor<1x2x32xf32>
    %25 = ag.contract "a(3b+3c),cad->ba" %24, %cst_12 : tensor<?x?xf32>, tensor<1x2x32xf32> -> tensor<1x2xf32>
    return %25, %22, %inserted_slice, %19 : tensor<1x2xf32>, tensor<?xf32>, tensor<1x2xf32>, tensor<4x?xi1>
  }
}

