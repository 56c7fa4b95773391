// A loop that is dead once the loop around it has no iter_arg for its result.
// RUN: ag-run %s --verify-grad --max-steps=20000
module {
  func.func @main(%arg0: tensor<ui16> {ag.dims = []}, %arg1: tensor<f32> {ag.dims = []}) -> (tensor<?x?xf32>, tensor<f32>, tensor<f32>, tensor<f32>) attributes {ag.ranges = {a = [2, 77]}} {
    %0 = ag.broadcast %arg0 [] : tensor<ui16>
    %1 = ag.cast %arg1 : tensor<f32>
    %c3 = arith.constant 3 : index
    %c1 = arith.constant 1 : index
    %2 = arith.cmpi slt, %c3, %c1 : index
    %3:2 = scf.if %2 -> (tensor<ui16>, tensor<f32>) {
      %c4_16 = arith.constant 4 : index
      %c4_17 = arith.constant 4 : index
      %23 = arith.cmpi eq, %c4_16, %c4_17 : index
      ag.require %23, "{0} is not {1}" (%c4_16, %c4_17)
      %c0_18 = arith.constant 0 : index
      %c2_19 = arith.constant 2 : index
      %24 = arith.cmpi eq, %c0_18, %c2_19 : index
      %25 = scf.if %24 -> (tensor<f32>) {
        %27 = ag.max %1, %arg1 : tensor<f32>
        scf.yield %27 : tensor<f32>
      } else {
        %27 = ag.cast %0 : tensor<ui16> -> tensor<f32>
        %28 = ag.add %1, %27 : tensor<f32>
        scf.yield %28 : tensor<f32>
      }
      %26 = ag.pad %25 low [] high [] with %25 : tensor<f32>
      scf.yield %0, %26 : tensor<ui16>, tensor<f32>
    } else {
      %c4_16 = arith.constant 4 : index
      %c4_17 = arith.constant 4 : index
      %23 = arith.cmpi eq, %c4_16, %c4_17 : index
      ag.require %23, "{0} is not {1}" (%c4_16, %c4_17)
      %24 = ag.compare ne %arg1, %1 : tensor<f32>, tensor<f32> -> tensor<i1>
      %c1_18 = arith.constant 1 : index
      %c2_19 = arith.constant 2 : index
      %25 = arith.addi %c1_18, %c2_19 : index
      %c1_20 = arith.constant 1 : index
      %26:2 = scf.for %arg2 = %c1_18 to %25 step %c1_20 iter_args(%arg3 = %24, %arg4 = %0) -> (tensor<i1>, tensor<ui16>) {
        %28 = ag.add %arg4, %0 : tensor<ui16>
        scf.yield %arg3, %28 : tensor<i1>, tensor<ui16>
      }
      %27 = ag.max %1, %1 : tensor<f32>
      scf.yield %26#1, %27 : tensor<ui16>, tensor<f32>
    }
    %4 = ag.reshape %3#0 : tensor<ui16>
    %5 = ag.reshape %3#1 : tensor<f32>
    %6 = ag.broadcast %5 [] : tensor<f32>
    %7 = ag.cast %3#0 : tensor<ui16> -> tensor<f32>
    %8:2 = ag.region "part" (%arg2 = %6 : tensor<f32>, %arg3 = %3#0 : tensor<ui16>) -> (tensor<f32>, tensor<ui16>) {
      %23 = ag.max %arg3, %arg3 : tensor<ui16>
      ag.yield %arg2, %23 : tensor<f32>, tensor<ui16>
    }
    %c4 = arith.constant 4 : index
    %9 = ag.iota 1 (%c4) : tensor<4x?xf32>
    %10 = ag.contract ",->" %arg1, %6 : tensor<f32>
    %c1_0 = arith.constant 1 : index
    %c1_1 = arith.constant 1 : index
    %dim = tensor.dim %9, %c1_1 : tensor<4x?xf32>
    %c2 = arith.constant 2 : index
    %11 = arith.minsi %dim, %c2 : index
    %c1_2 = arith.constant 1 : index
    %dim_3 = tensor.dim %9, %c1_2 : tensor<4x?xf32>
    %c3_4 = arith.constant 3 : index
    %12 = arith.subi %dim_3, %c3_4 : index
    %c3_5 = arith.constant 3 : index
    %13 = arith.muli %12, %c3_5 : index
    %14 = ag.slice %9 [%c1_0, %12] [%11, %13] [2, 1] : tensor<4x?xf32> -> tensor<?x?xf32>
    %c0 = arith.constant 0 : index
    %15 = arith.minsi %11, %c0 : index
    %c0_6 = arith.constant 0 : index
    %16 = arith.minsi %13, %c0_6 : index
    %c2_7 = arith.constant 2 : index
    %c1_8 = arith.constant 1 : index
    %17 = arith.subi %11, %c1_8 : index
    %18 = ag.slice %14 [%15, %c2_7] [%16, %17] [1, 1] : tensor<?x?xf32>
    %c0_9 = arith.constant 0 : index
    %dim_10 = tensor.dim %18, %c0_9 : tensor<?x?xf32>
    %c1_11 = arith.constant 1 : index
    %19 = arith.addi %dim_10, %c1_11 : index
    %c0_12 = arith.constant 0 : index
    %dim_13 = tensor.dim %18, %c0_12 : tensor<?x?xf32>
    %c2_14 = arith.constant 2 : index
    %20 = arith.addi %dim_13, %c2_14 : index
    %21 = arith.addi %19, %20 : index
    %c1_15 = arith.constant 1 : index
    %22:2 = scf.for %arg2 = %19 to %21 step %c1_15 iter_args(%arg3 = %3#1, %arg4 = %14) -> (tensor<f32>, tensor<?x?xf32>) {
      %c1_16 = arith.constant 1 : index
      %23 = arith.addi %15, %c1_16 : index
      %c6 = arith.constant 6 : index
      %24 = arith.addi %23, %c6 : index
      %c2_17 = arith.constant 2 : index
      %25:2 = scf.for %arg5 = %23 to %24 step %c2_17 iter_args(%arg6 = %arg3, %arg7 = %4) -> (tensor<f32>, tensor<ui16>) {
        %27 = ag.pad %10 low [] high [] with %6 : tensor<f32>
        %28 = ag.max %arg7, %8#1 : tensor<ui16>
        scf.yield %27, %28 : tensor<f32>, tensor<ui16>
      }
      %26 = ag.add %arg4, %arg4 : tensor<?x?xf32>
      scf.yield %25#0, %26 : tensor<f32>, tensor<?x?xf32>
    }
    return %22#1, %22#0, %8#0, %7 : tensor<?x?xf32>, tensor<f32>, tensor<f32>, tensor<f32>
  }
}
