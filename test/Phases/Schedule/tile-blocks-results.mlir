// Four results of one reduction that one block computes: each destination is
// filled there.
// RUN: ag-run %s --on=emulator --poison-memory --input=randn:1 --same-as=%s
// RUN: ag-opt %s --target=cuda --to=schedule | FileCheck %s

// CHECK: scf.forall
// CHECK-COUNT-4: linalg.fill
// CHECK: "reduction"

#map = affine_map<(d0, d1) -> (d0, d1)>
#map1 = affine_map<(d0, d1) -> (d0)>
func.func @main(%x: tensor<2x5xf64>) -> (tensor<2xf64>, tensor<2xf64>, tensor<2xf64>, tensor<2xf64>) {
  %zero = arith.constant 0.0 : f64
  %e = tensor.empty() : tensor<2xf64>
  %s = linalg.fill ins(%zero : f64) outs(%e : tensor<2xf64>) -> tensor<2xf64>
  %r:4 = linalg.generic {indexing_maps = [#map, #map1, #map1, #map1, #map1], iterator_types = ["parallel", "reduction"]}
      ins(%x : tensor<2x5xf64>) outs(%s, %s, %s, %s : tensor<2xf64>, tensor<2xf64>, tensor<2xf64>, tensor<2xf64>) {
  ^bb0(%a: f64, %b: f64, %c: f64, %d: f64, %f: f64):
    %1 = arith.addf %a, %b : f64
    %2 = arith.addf %1, %c : f64
    %3 = arith.addf %2, %d : f64
    %4 = arith.addf %3, %f : f64
    linalg.yield %1, %2, %3, %4 : f64, f64, f64, f64
  } -> (tensor<2xf64>, tensor<2xf64>, tensor<2xf64>, tensor<2xf64>)
  return %r#0, %r#1, %r#2, %r#3 : tensor<2xf64>, tensor<2xf64>, tensor<2xf64>, tensor<2xf64>
}
