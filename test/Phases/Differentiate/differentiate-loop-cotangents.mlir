// A product is reversed as a loop, and is itself the cotangent of its weight.
// The loop has one more result, for the values that the reverse reads.
// RUN: ag-opt --grad=main %s -o %t.mlir
// RUN: FileCheck %s < %t.mlir
// RUN: ag-run %t.mlir --entry=main --verify-grad
#ij = affine_map<(i, j) -> (i, j)>
#i = affine_map<(i, j) -> (i)>
#d = affine_map<(i) -> (i)>
#none = affine_map<(i) -> ()>
// CHECK-LABEL: func.func @main_grad(
// CHECK: %[[PRODUCTS:.*]]:2 = scf.for
// CHECK: %[[DX:.*]]:2 = scf.for
// CHECK: return %[[DX]]#1, %[[PRODUCTS]]#0
func.func @main(%x: tensor<3x5xf64>, %v: tensor<3xf64>) -> tensor<f64> {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  %e = tensor.empty() : tensor<3xf64>
  %ones = linalg.fill ins(%one : f64) outs(%e : tensor<3xf64>) -> tensor<3xf64>
  %products = linalg.generic {indexing_maps = [#ij, #i], iterator_types = ["parallel", "reduction"]}
      ins(%x : tensor<3x5xf64>) outs(%ones : tensor<3xf64>) {
  ^bb0(%a: f64, %acc: f64):
    %m = arith.mulf %acc, %a : f64
    linalg.yield %m : f64
  } -> tensor<3xf64>
  %s = tensor.empty() : tensor<f64>
  %start = linalg.fill ins(%zero : f64) outs(%s : tensor<f64>) -> tensor<f64>
  %total = linalg.generic {indexing_maps = [#d, #d, #none], iterator_types = ["reduction"]}
      ins(%products, %v : tensor<3xf64>, tensor<3xf64>) outs(%start : tensor<f64>) {
  ^bb0(%a: f64, %w: f64, %acc: f64):
    %aw = arith.mulf %a, %w : f64
    %more = arith.addf %acc, %aw : f64
    linalg.yield %more : f64
  } -> tensor<f64>
  return %total : tensor<f64>
}
