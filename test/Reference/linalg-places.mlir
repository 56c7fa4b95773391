// Outputs whose maps are no projected permutations: a window of the output, one
// element for all iterations, and a diagonal.
// RUN: ag-run %s --input=iota --print | FileCheck %s
// RUN: ag-run %s --input=randn:1 --on=cpu --same-as=%s
// RUN: ag-run %s --entry=diagonal --input=iota --print | FileCheck %s --check-prefix=DIAGONAL
// RUN: ag-run %s --entry=diagonal --input=randn:1 --on=cpu --same-as=%s
// RUN: ag-run %s --entry=dynamic --dim=n=3 --dim=k=3 --dim=m=8 --input=randn:1 --on=cpu --same-as=%s
// RUN: not ag-run %s --entry=dynamic --dim=n=3 --dim=k=3 --dim=m=6 --input=randn:1 2>&1 | FileCheck %s --check-prefix=OUTSIDE
// RUN: not ag-run %s --entry=dynamic --dim=n=3 --dim=k=3 --dim=m=6 --input=randn:1 --on=cpu 2>&1 | FileCheck %s --check-prefix=CHECKED

// CHECK: f32[8] [0, 1, 2, 4, 6, 7, 10, 7]
// CHECK: f32[2] [3, 1]
func.func @main(%x: tensor<3xf32>, %k: tensor<3xf32>, %c: tensor<8xf32>, %s: tensor<2xf32>) -> (tensor<8xf32>, tensor<2xf32>) {
  %0 = linalg.generic {indexing_maps = [affine_map<(y, u) -> (y)>, affine_map<(y, u) -> (u)>, affine_map<(y, u) -> (2 * y + u)>], iterator_types = ["reduction", "reduction"]}
      ins(%x, %k : tensor<3xf32>, tensor<3xf32>) outs(%c : tensor<8xf32>) {
  ^bb0(%a: f32, %b: f32, %sum: f32):
    %1 = arith.mulf %a, %b : f32
    %2 = arith.addf %sum, %1 : f32
    linalg.yield %2 : f32
  } -> tensor<8xf32>
  %3 = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (0)>], iterator_types = ["reduction"]}
      ins(%x : tensor<3xf32>) outs(%s : tensor<2xf32>) {
  ^bb0(%a: f32, %sum: f32):
    %4 = arith.addf %sum, %a : f32
    linalg.yield %4 : f32
  } -> tensor<2xf32>
  return %0, %3 : tensor<8xf32>, tensor<2xf32>
}

// Elements off the diagonal do not change.
// DIAGONAL: f32[3, 3] {{\[\[0, 1, 2\], \[3, 1, 5\], \[6, 7, 2\]\]}}
func.func @diagonal(%x: tensor<3xf32>, %d: tensor<3x3xf32>) -> tensor<3x3xf32> {
  %0 = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i, i)>], iterator_types = ["parallel"]}
      ins(%x : tensor<3xf32>) outs(%d : tensor<3x3xf32>) {
  ^bb0(%a: f32, %old: f32):
    linalg.yield %a : f32
  } -> tensor<3x3xf32>
  return %0 : tensor<3x3xf32>
}

// OUTSIDE: error: 'linalg.generic' [bounds] positions 0 to 6 are asked for in dimension 0 of result 0, which has size 6
// CHECKED: error: linalg.generic: index 6 is not in 0 .. 6 - 1
func.func @dynamic(%x: tensor<?xf32> {ag.dims = ["n"]}, %k: tensor<?xf32> {ag.dims = ["k"]}, %c: tensor<?xf32> {ag.dims = ["m"]}) -> tensor<?xf32> {
  %0 = linalg.generic {indexing_maps = [affine_map<(y, u) -> (y)>, affine_map<(y, u) -> (u)>, affine_map<(y, u) -> (2 * y + u)>], iterator_types = ["reduction", "reduction"]}
      ins(%x, %k : tensor<?xf32>, tensor<?xf32>) outs(%c : tensor<?xf32>) {
  ^bb0(%a: f32, %b: f32, %sum: f32):
    %1 = arith.mulf %a, %b : f32
    %2 = arith.addf %sum, %1 : f32
    linalg.yield %2 : f32
  } -> tensor<?xf32>
  return %0 : tensor<?xf32>
}
