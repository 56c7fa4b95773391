// This program was found at random. Its gradient has a sum over all of %arg2
// that is computed from other sums: it is written as a tensor of rank 0.
// RUN: ag-opt --grad=main %s -o %t.mlir
// RUN: ag-opt --fuse %t.mlir -o %t.fused.mlir
// RUN: ag-run %t.fused.mlir --entry=main_grad --dim a=33 --input=randn:1 --same-as=%t.mlir
#map = affine_map<(d0, d1) -> (d1, d0)>
#map1 = affine_map<(d0, d1) -> (d0, d1)>
#map2 = affine_map<(d0, d1) -> (d1)>
#map3 = affine_map<(d0) -> (d0)>
#map4 = affine_map<(d0) -> ()>
module {
  func.func @main(%arg0: tensor<?xf64> {ag.dims = ["a"]}, %arg1: tensor<f32> {ag.dims = []}, %arg2: tensor<38x33xf64> {ag.dims = [38, 33]}) -> tensor<f64> {
    %cst = arith.constant dense<-1.000000e+00> : tensor<33x38xf64>
    %cst_0 = arith.constant 1.000000e+00 : f64
    %c33 = arith.constant 33 : index
    %c0 = arith.constant 0 : index
    %dim = tensor.dim %arg0, %c0 : tensor<?xf64>
    %c5 = arith.constant 5 : index
    %0 = arith.addi %dim, %c5 : index
    %1 = tensor.empty(%c33, %0) : tensor<?x?xf64>
    %2 = linalg.fill ins(%cst_0 : f64) outs(%1 : tensor<?x?xf64>) -> tensor<?x?xf64>
    %3 = linalg.generic {indexing_maps = [#map, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%arg2, %cst : tensor<38x33xf64>, tensor<33x38xf64>) outs(%2 : tensor<?x?xf64>) {
    ^bb0(%in: f64, %in_10: f64, %out: f64):
      %22 = arith.mulf %in, %in_10 : f64
      linalg.yield %22 : f64
    } -> tensor<?x?xf64>
    %cst_1 = arith.constant dense<5.000000e-01> : tensor<38xf64>
    %cst_2 = arith.constant 0.000000e+00 : f64
    %4 = tensor.empty() : tensor<38xf64>
    %5 = linalg.fill ins(%cst_2 : f64) outs(%4 : tensor<38xf64>) -> tensor<38xf64>
    %6 = linalg.generic {indexing_maps = [#map1, #map2, #map2], iterator_types = ["reduction", "parallel"]} ins(%3, %cst_1 : tensor<?x?xf64>, tensor<38xf64>) outs(%5 : tensor<38xf64>) {
    ^bb0(%in: f64, %in_10: f64, %out: f64):
      %22 = arith.mulf %in, %in_10 : f64
      %23 = arith.addf %22, %out : f64
      linalg.yield %23 : f64
    } -> tensor<38xf64>
    %c0_3 = arith.constant 0 : index
    %dim_4 = tensor.dim %arg0, %c0_3 : tensor<?xf64>
    %c32 = arith.constant 32 : index
    %7 = arith.subi %dim_4, %c32 : index
    %c6 = arith.constant 6 : index
    %8 = arith.addi %7, %c6 : index
    %c2 = arith.constant 2 : index
    %9 = scf.for %arg3 = %7 to %8 step %c2 iter_args(%arg4 = %6) -> (tensor<38xf64>) {
      %cast = tensor.cast %arg4 : tensor<38xf64> to tensor<?xf64>
      %cast_10 = tensor.cast %cast : tensor<?xf64> to tensor<38xf64>
      scf.yield %cast_10 : tensor<38xf64>
    } {ag.checkpoint = 2 : i64}
    %c33_5 = arith.constant 33 : index
    %10 = arith.subi %dim_4, %c33_5 : index
    %11 = ag.update %6, %9 [%10] [1] : tensor<38xf64>
    %cst_6 = arith.constant 1.000000e+00 : f64
    %12 = tensor.empty() : tensor<38xf64>
    %13 = linalg.fill ins(%cst_6 : f64) outs(%12 : tensor<38xf64>) -> tensor<38xf64>
    %14 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel"]} ins(%6, %9 : tensor<38xf64>, tensor<38xf64>) outs(%13 : tensor<38xf64>) {
    ^bb0(%in: f64, %in_10: f64, %out: f64):
      %22 = arith.mulf %in, %in_10 : f64
      linalg.yield %22 : f64
    } -> tensor<38xf64>
    %15 = ag.contract "a,bc->a" %14, %arg2 : tensor<38xf64>, tensor<38x33xf64> -> tensor<38xf64>
    %cst_7 = arith.constant 0xFFF0000000000000 : f64
    %c1 = arith.constant 1 : index
    %dim_8 = tensor.dim %3, %c1 : tensor<?x?xf64>
    %16 = tensor.empty(%dim_8) : tensor<?xf64>
    %17 = linalg.fill ins(%cst_7 : f64) outs(%16 : tensor<?xf64>) -> tensor<?xf64>
    %18 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel"]} ins(%11, %15 : tensor<38xf64>, tensor<38xf64>) outs(%17 : tensor<?xf64>) {
    ^bb0(%in: f64, %in_10: f64, %out: f64):
      %22 = arith.mulf %in, %in_10 : f64
      linalg.yield %22 : f64
    } -> tensor<?xf64>
    %cst_9 = arith.constant 0.000000e+00 : f64
    %19 = tensor.empty() : tensor<f64>
    %20 = linalg.fill ins(%cst_9 : f64) outs(%19 : tensor<f64>) -> tensor<f64>
    %21 = linalg.generic {indexing_maps = [#map3, #map3, #map4], iterator_types = ["reduction"]} ins(%9, %18 : tensor<38xf64>, tensor<?xf64>) outs(%20 : tensor<f64>) {
    ^bb0(%in: f64, %in_10: f64, %out: f64):
      %22 = arith.mulf %in, %in_10 : f64
      %23 = arith.addf %22, %out : f64
      linalg.yield %23 : f64
    } -> tensor<f64>
    return %21 : tensor<f64>
  }
}

