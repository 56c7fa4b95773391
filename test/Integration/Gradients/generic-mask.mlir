// The loops' indices mask the elements above the diagonal.
// RUN: ag-run %s --verify-grad
#ij = affine_map<(i, j) -> (i, j)>
func.func @main(%x: tensor<4x4xf32>) -> tensor<4xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<4xf32>
  %init = linalg.fill ins(%zero : f32) outs(%e : tensor<4xf32>) -> tensor<4xf32>
  %0 = linalg.generic {indexing_maps = [#ij, affine_map<(i, j) -> (i)>], iterator_types = ["parallel", "reduction"]}
      ins(%x : tensor<4x4xf32>) outs(%init : tensor<4xf32>) {
  ^bb0(%a: f32, %s: f32):
    %i = linalg.index 0 : index
    %j = linalg.index 1 : index
    %isBelow = arith.cmpi sle, %j, %i : index
    %exp = math.exp %a : f32
    %c = arith.select %isBelow, %exp, %zero : f32
    %n = arith.addf %s, %c : f32
    linalg.yield %n : f32
  } -> tensor<4xf32>
  return %0 : tensor<4xf32>
}
