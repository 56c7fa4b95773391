#map = affine_map<(d0) -> (d0)>
#map1 = affine_map<(d0, d1) -> (d1, d0)>
#map2 = affine_map<(d0, d1) -> (d0, d1)>
module {
  func.func @main(%arg0: tensor<48xui8> {ag.dims = [48]}, %arg1: tensor<?xi1> {ag.dims = ["c"]}) -> (tensor<?x48xi64>, tensor<?xi1>, tensor<48xi16>) attributes {ag.ranges = {b = [1, 95]}} {
    %0 = ag.cast %arg0 : tensor<48xui8> -> tensor<48xi16>
    %c48 = arith.constant 48 : index
    %inserted_slice = tensor.insert_slice %arg1 into %arg1[0] [%c48] [1] : tensor<?xi1> into tensor<?xi1>
    %cst = arith.constant dense<true> : tensor<48xi1>
    %false = arith.constant false
    %c0 = arith.constant 0 : index
    %dim = tensor.dim %inserted_slice, %c0 : tensor<?xi1>
    %1 = tensor.empty(%dim) : tensor<?xi1>
    %2 = linalg.fill ins(%false : i1) outs(%1 : tensor<?xi1>) -> tensor<?xi1>
    %3 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel"]} ins(%inserted_slice, %cst : tensor<?xi1>, tensor<48xi1>) outs(%2 : tensor<?xi1>) {
    ^bb0(%in: i1, %in_13: i1, %out: i1):
      %16 = arith.addi %in, %in_13 : i1
      linalg.yield %16 : i1
    } -> tensor<?xi1>
    %c0_0 = arith.constant 0 : index
    %dim_1 = tensor.dim %arg1, %c0_0 : tensor<?xi1>
    %c47 = arith.constant 47 : index
    %4 = arith.subi %dim_1, %c47 : index
    %c47_2 = arith.constant 47 : index
    %5 = arith.subi %dim_1, %c47_2 : index
    %generated = tensor.generate %4, %5 {
    ^bb0(%arg2: index, %arg3: index):
      %c0_13 = arith.constant 0 : index
      %16 = arith.addi %c0_13, %arg2 : index
      %17 = arith.addi %16, %arg3 : index
      %18 = arith.index_cast %17 : index to i64
      tensor.yield %18 : i64
    } : tensor<?x?xi64>
    %c48_3 = arith.constant 48 : index
    %6 = arith.subi %dim, %c48_3 : index
    %7 = ag.slice %generated [1, 0] [0, %6] [3, 3] : tensor<?x?xi64> -> tensor<0x?xi64>
    %c48_4 = arith.constant 48 : index
    %8 = arith.subi %dim, %c48_4 : index
    %c48_5 = arith.constant 48 : index
    %c0_6 = arith.constant 0 : index
    %dim_7 = tensor.dim %3, %c0_6 : tensor<?xi1>
    %c47_8 = arith.constant 47 : index
    %9 = arith.subi %dim_7, %c47_8 : index
    %10 = ag.reshape %7 (%c48_5, %9) : tensor<0x?xi64> -> tensor<?x0x?xi64>
    %c46 = arith.constant 46 : index
    %11 = arith.subi %dim_7, %c46 : index
    %c0_9 = arith.constant 0 : index
    %12 = arith.cmpi uge, %11, %c0_9 : index
    %13:2 = scf.if %12 -> (tensor<?xi1>, tensor<0x?xi64>) {
      %c0_i64 = arith.constant 0 : i64
      %16 = tensor.empty(%8) : tensor<0x?xi64>
      %17 = linalg.fill ins(%c0_i64 : i64) outs(%16 : tensor<0x?xi64>) -> tensor<0x?xi64>
      %18 = linalg.generic {indexing_maps = [#map1, #map2, #map2], iterator_types = ["parallel", "parallel"]} ins(%7, %7 : tensor<0x?xi64>, tensor<0x?xi64>) outs(%17 : tensor<0x?xi64>) {
      ^bb0(%in: i64, %in_13: i64, %out: i64):
        %20 = arith.muli %in, %in_13 : i64
        linalg.yield %20 : i64
      } -> tensor<0x?xi64>
      %19 = ag.max %3, %inserted_slice : tensor<?xi1>
      scf.yield %19, %18 : tensor<?xi1>, tensor<0x?xi64>
    } else {
      %cst_13 = arith.constant dense<false> : tensor<48xi1>
      %16 = ag.max %3, %cst_13 : tensor<?xi1>, tensor<48xi1> -> tensor<48xi1>
      %cast_14 = tensor.cast %16 : tensor<48xi1> to tensor<?xi1>
      %17 = ag.max %7, %7 : tensor<0x?xi64>
      scf.yield %cast_14, %17 : tensor<?xi1>, tensor<0x?xi64>
    }
    %c1 = arith.constant 1 : index
    %c0_10 = arith.constant 0 : index
    %14:2 = scf.while (%arg2 = %10, %arg3 = %c0_10) : (tensor<?x0x?xi64>, index) -> (tensor<?x0x?xi64>, index) {
      %16 = arith.cmpi slt, %arg3, %c1 : index
      scf.condition(%16) %arg2, %arg3 : tensor<?x0x?xi64>, index
    } do {
    ^bb0(%arg2: tensor<?x0x?xi64>, %arg3: index):
      %16 = ag.add %arg2, %arg2 : tensor<?x0x?xi64>
      %c1_13 = arith.constant 1 : index
      %17 = arith.addi %arg3, %c1_13 : index
      scf.yield %16, %17 : tensor<?x0x?xi64>, index
    }
    %c0_11 = arith.constant 0 : index
    %dim_12 = tensor.dim %14#0, %c0_11 : tensor<?x0x?xi64>
    %15 = ag.reshape %13#1 (%dim_12) : tensor<0x?xi64>
    %cast = tensor.cast %15 : tensor<0x?xi64> to tensor<?x48xi64>
    return %cast, %13#0, %0 : tensor<?x48xi64>, tensor<?xi1>, tensor<48xi16>
  }
}

