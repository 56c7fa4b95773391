// One result accumulates; the other one has the value of each iteration.
// RUN: ag-run %s --on=interpreter --input=iota --print | FileCheck %s
// CHECK: i32[2, 3] {{\[\[0, 1, 3\], \[3, 7, 12\]\]}}
// CHECK: i32[2] [3, 12]
func.func @f(%x: tensor<2x3xi32>) -> (tensor<2x3xi32>, tensor<2xi32>) {
  %c0 = arith.constant 0 : i32
  %e = tensor.empty() : tensor<2x3xi32>
  %a = tensor.empty() : tensor<2xi32>
  %i = linalg.fill ins(%c0 : i32) outs(%a : tensor<2xi32>) -> tensor<2xi32>
  %r:2 = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i)>], iterator_types = ["parallel", "reduction"]}
      ins(%x : tensor<2x3xi32>) outs(%e, %i : tensor<2x3xi32>, tensor<2xi32>) {
  ^bb0(%in: i32, %old: i32, %sum: i32):
    %1 = arith.addi %sum, %in : i32
    linalg.yield %1, %1 : i32, i32
  } -> (tensor<2x3xi32>, tensor<2xi32>)
  return %r#0, %r#1 : tensor<2x3xi32>, tensor<2xi32>
}
