// The destination of an op has the sizes of its result, also if a dimension is
// indexed by a sum of loops.
// RUN: ag-opt --ag-record-signature %s | FileCheck %s
// RUN: ag-run %s --dim k=2 --on=cpu --input=randn:1 --poison-memory --same-as=%s

// CHECK: func.func private @main.shapes(%[[K:.*]]: index) -> index {
// CHECK: %[[N:.*]] = arith.divui %[[K]],
// CHECK-NEXT: %[[ROOM:.*]] = arith.addi %[[N]],
// CHECK-NEXT: return %[[ROOM]]
#row = affine_map<(d0, d1) -> (d0)>
#tap = affine_map<(d0, d1) -> (d1)>
#window = affine_map<(d0, d1) -> (d0 * 2 + d1 * 2)>
func.func @main(%x: tensor<3xf32>, %y: tensor<?xf32> {ag.dims = ["k"]}) -> tensor<?xf32> {
  %zero = arith.constant 0.0 : f32
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %c9 = arith.constant 9 : index
  %k = tensor.dim %y, %c0 : tensor<?xf32>
  %n = arith.divui %k, %c2 : index
  %room = arith.addi %n, %c9 : index
  %taps = tensor.empty(%n) : tensor<?xf32>
  %empty = tensor.empty(%room) : tensor<?xf32>
  %zeros = linalg.fill ins(%zero : f32) outs(%empty : tensor<?xf32>) -> tensor<?xf32>
  %0 = linalg.generic {indexing_maps = [#row, #tap, #window], iterator_types = ["reduction", "reduction"]}
      ins(%x, %taps : tensor<3xf32>, tensor<?xf32>) outs(%zeros : tensor<?xf32>) {
  ^bb0(%a: f32, %b: f32, %out: f32):
    %1 = arith.addf %out, %a : f32
    linalg.yield %1 : f32
  } -> tensor<?xf32>
  %2 = ag.exp %0 : tensor<?xf32>
  return %2 : tensor<?xf32>
}
