// The mean of each row, and the root of the sum of fourth powers of the distances from it.
// RUN: ag-run %s --verify-grad
#ij = affine_map<(i, j) -> (i, j)>
#i = affine_map<(i, j) -> (i)>
func.func @main(%x: tensor<3x4xf32>) -> tensor<3xf32> {
  %zeros = arith.constant dense<0.0> : tensor<3xf32>
  %n = arith.constant 4.0 : f32
  %sum = linalg.generic {indexing_maps = [#ij, #i], iterator_types = ["parallel", "reduction"]} ins(%x : tensor<3x4xf32>) outs(%zeros : tensor<3xf32>) {
  ^bb0(%a: f32, %s: f32):
    %0 = arith.divf %a, %n : f32
    %1 = arith.addf %s, %0 : f32
    linalg.yield %1 : f32
  } -> tensor<3xf32>
  %var = linalg.generic {indexing_maps = [#ij, #i, #i], iterator_types = ["parallel", "reduction"]}
      ins(%x, %sum : tensor<3x4xf32>, tensor<3xf32>) outs(%zeros : tensor<3xf32>) {
  ^bb0(%a: f32, %m: f32, %s: f32):
    %0 = arith.subf %a, %m : f32
    %1 = math.powf %0, %n : f32
    %2 = arith.addf %1, %s : f32
    linalg.yield %2 : f32
  } -> tensor<3xf32>
  %r = math.sqrt %var : tensor<3xf32>
  return %r : tensor<3xf32>
}
