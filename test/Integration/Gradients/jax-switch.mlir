// A loop that runs one of three branches in each iteration, from JAX.
// RUN: ag-run %s --verify-grad
#map = affine_map<() -> ()>
#map1 = affine_map<(d0) -> (d0)>
module @jit__lambda {
  func.func @main(%arg0: tensor<3xf32>) -> tensor<3xf32> {
    %c2_i32 = arith.constant 2 : i32
    %c3_i32 = arith.constant 3 : i32
    %cst = arith.constant dense<0> : tensor<i32>
    %c0_i32 = arith.constant 0 : i32
    %c4_i32 = arith.constant 4 : i32
    %c1_i32 = arith.constant 1 : i32
    %0:2 = scf.for %arg1 = %c0_i32 to %c4_i32 step %c1_i32 iter_args(%arg2 = %cst, %arg3 = %arg0) -> (tensor<i32>, tensor<3xf32>)  : i32 {
      %1 = tensor.empty() : tensor<i32>
      %2 = linalg.generic {indexing_maps = [#map, #map], iterator_types = []} ins(%arg2 : tensor<i32>) outs(%1 : tensor<i32>) {
      ^bb0(%in: i32, %out: i32):
        %20 = arith.addi %in, %c1_i32 : i32
        linalg.yield %20 : i32
      } -> tensor<i32>
      %3 = tensor.empty() : tensor<i32>
      %4 = linalg.generic {indexing_maps = [#map, #map], iterator_types = []} ins(%arg2 : tensor<i32>) outs(%3 : tensor<i32>) {
      ^bb0(%in: i32, %out: i32):
        %20 = arith.remsi %in, %c3_i32 : i32
        linalg.yield %20 : i32
      } -> tensor<i32>
      %5 = tensor.empty() : tensor<i1>
      %6 = linalg.generic {indexing_maps = [#map, #map], iterator_types = []} ins(%4 : tensor<i32>) outs(%5 : tensor<i1>) {
      ^bb0(%in: i32, %out: i1):
        %20 = arith.cmpi ne, %in, %c0_i32 : i32
        linalg.yield %20 : i1
      } -> tensor<i1>
      %7 = tensor.empty() : tensor<i1>
      %8 = linalg.generic {indexing_maps = [#map, #map], iterator_types = []} ins(%4 : tensor<i32>) outs(%7 : tensor<i1>) {
      ^bb0(%in: i32, %out: i1):
        %20 = arith.cmpi slt, %in, %c0_i32 : i32
        linalg.yield %20 : i1
      } -> tensor<i1>
      %9 = tensor.empty() : tensor<i1>
      %10 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = []} ins(%8, %6 : tensor<i1>, tensor<i1>) outs(%9 : tensor<i1>) {
      ^bb0(%in: i1, %in_0: i1, %out: i1):
        %20 = arith.andi %in, %in_0 : i1
        linalg.yield %20 : i1
      } -> tensor<i1>
      %11 = tensor.empty() : tensor<i32>
      %12 = linalg.generic {indexing_maps = [#map, #map], iterator_types = []} ins(%4 : tensor<i32>) outs(%11 : tensor<i32>) {
      ^bb0(%in: i32, %out: i32):
        %20 = arith.addi %in, %c3_i32 : i32
        linalg.yield %20 : i32
      } -> tensor<i32>
      %13 = tensor.empty() : tensor<i32>
      %14 = linalg.generic {indexing_maps = [#map, #map, #map, #map], iterator_types = []} ins(%10, %12, %4 : tensor<i1>, tensor<i32>, tensor<i32>) outs(%13 : tensor<i32>) {
      ^bb0(%in: i1, %in_0: i32, %in_1: i32, %out: i32):
        %20 = arith.select %in, %in_0, %in_1 : i32
        linalg.yield %20 : i32
      } -> tensor<i32>
      %15 = tensor.empty() : tensor<i32>
      %16 = linalg.generic {indexing_maps = [#map, #map], iterator_types = []} ins(%14 : tensor<i32>) outs(%15 : tensor<i32>) {
      ^bb0(%in: i32, %out: i32):
        %20 = arith.maxsi %in, %c0_i32 : i32
        %21 = arith.minsi %20, %c2_i32 : i32
        linalg.yield %21 : i32
      } -> tensor<i32>
      %17 = tensor.empty() : tensor<i1>
      %18 = linalg.generic {indexing_maps = [#map, #map], iterator_types = []} ins(%16 : tensor<i32>) outs(%17 : tensor<i1>) {
      ^bb0(%in: i32, %out: i1):
        %20 = arith.cmpi eq, %in, %c0_i32 : i32
        linalg.yield %20 : i1
      } -> tensor<i1>
      %extracted = tensor.extract %18[] : tensor<i1>
      %19 = scf.if %extracted -> (tensor<3xf32>) {
        %20 = tensor.empty() : tensor<3xf32>
        %21 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel"]} ins(%arg3 : tensor<3xf32>) outs(%20 : tensor<3xf32>) {
        ^bb0(%in: f32, %out: f32):
          %22 = math.sin %in : f32
          linalg.yield %22 : f32
        } -> tensor<3xf32>
        scf.yield %21 : tensor<3xf32>
      } else {
        %20 = tensor.empty() : tensor<i1>
        %21 = linalg.generic {indexing_maps = [#map, #map], iterator_types = []} ins(%16 : tensor<i32>) outs(%20 : tensor<i1>) {
        ^bb0(%in: i32, %out: i1):
          %23 = arith.cmpi eq, %in, %c1_i32 : i32
          linalg.yield %23 : i1
        } -> tensor<i1>
        %extracted_0 = tensor.extract %21[] : tensor<i1>
        %22 = scf.if %extracted_0 -> (tensor<3xf32>) {
          %23 = tensor.empty() : tensor<3xf32>
          %24 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel"]} ins(%arg3 : tensor<3xf32>) outs(%23 : tensor<3xf32>) {
          ^bb0(%in: f32, %out: f32):
            %25 = math.exp %in : f32
            linalg.yield %25 : f32
          } -> tensor<3xf32>
          scf.yield %24 : tensor<3xf32>
        } else {
          %23 = tensor.empty() : tensor<3xf32>
          %24 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel"]} ins(%arg3, %arg0 : tensor<3xf32>, tensor<3xf32>) outs(%23 : tensor<3xf32>) {
          ^bb0(%in: f32, %in_1: f32, %out: f32):
            %25 = arith.mulf %in, %in_1 : f32
            linalg.yield %25 : f32
          } -> tensor<3xf32>
          scf.yield %24 : tensor<3xf32>
        }
        scf.yield %22 : tensor<3xf32>
      }
      scf.yield %2, %19 : tensor<i32>, tensor<3xf32>
    }
    return %0#1 : tensor<3xf32>
  }
}

