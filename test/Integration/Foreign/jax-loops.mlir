// Loops, as lowered from JAX's StableHLO.
// RUN: ag-run %s --entry=while --input=randn:1 --on=cpu --march=x86-64-v3 --same-as=%s
// RUN: ag-run %s --entry=power --input=randn:1 --input=randn:2 --on=cpu --march=x86-64-v3 --same-as=%s
// RUN: ag-run %s --entry=cumsum --input=randn:1 --on=cpu --march=x86-64-v3 --same-as=%s

#i = affine_map<(i) -> (i)>
#row = affine_map<(i, j) -> (i)>

func.func @while(%x: tensor<4xf32>) -> tensor<4xf32> {
  %c0_i32 = arith.constant 0 : i32
  %c3_i32 = arith.constant 3 : i32
  %c1_i32 = arith.constant 1 : i32
  %0 = scf.for %i = %c0_i32 to %c3_i32 step %c1_i32 iter_args(%a = %x) -> (tensor<4xf32>) : i32 {
    %1 = tensor.empty() : tensor<4xf32>
    %2 = linalg.generic {indexing_maps = [#i, #i], iterator_types = ["parallel"]} ins(%a : tensor<4xf32>) outs(%1 : tensor<4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %3 = arith.mulf %in, %in : f32
      linalg.yield %3 : f32
    } -> tensor<4xf32>
    scf.yield %2 : tensor<4xf32>
  }
  return %0 : tensor<4xf32>
}

// The body of the op has a loop.
func.func @power(%x: tensor<5xi32>, %y: tensor<5xi32>) -> tensor<5xi32> {
  %c6 = arith.constant 6 : index
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c1_i32 = arith.constant 1 : i32
  %0 = tensor.empty() : tensor<5xi32>
  %1 = linalg.generic {indexing_maps = [#i, #i, #i], iterator_types = ["parallel"]} ins(%x, %y : tensor<5xi32>, tensor<5xi32>) outs(%0 : tensor<5xi32>) {
  ^bb0(%in: i32, %in_0: i32, %out: i32):
    %4:3 = scf.for %k = %c0 to %c6 step %c1 iter_args(%r = %c1_i32, %base = %in, %rest = %in_0) -> (i32, i32, i32) {
      %5 = arith.andi %rest, %c1_i32 : i32
      %6 = arith.cmpi eq, %5, %c1_i32 : i32
      %7 = arith.muli %r, %base : i32
      %8 = arith.select %6, %7, %r : i32
      %9 = arith.muli %base, %base : i32
      %10 = arith.shrui %rest, %c1_i32 : i32
      scf.yield %8, %9, %10 : i32, i32, i32
    }
    linalg.yield %4#0 : i32
  } -> tensor<5xi32>
  return %1 : tensor<5xi32>
}

// reduce_window over all elements up to each one.
func.func @cumsum(%x: tensor<5xf32>) -> tensor<5xf32> {
  %zero = arith.constant 0.000000e+00 : f32
  %p = tensor.pad %x low[4] high[0] {
  ^bb0(%i: index):
    tensor.yield %zero : f32
  } : tensor<5xf32> to tensor<9xf32>
  %w = tensor.empty() : tensor<5xf32>
  %e = tensor.empty() : tensor<5xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<5xf32>) -> tensor<5xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i + j)>, affine_map<(i, j) -> (j)>, #row], iterator_types = ["parallel", "reduction"]} ins(%p, %w : tensor<9xf32>, tensor<5xf32>) outs(%f : tensor<5xf32>) {
  ^bb0(%in: f32, %window: f32, %out: f32):
    %0 = arith.addf %out, %in : f32
    linalg.yield %0 : f32
  } -> tensor<5xf32>
  return %r : tensor<5xf32>
}
