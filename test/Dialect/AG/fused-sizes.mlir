// If the size of one result is unknown, no ops are created for the sizes of the
// others. A pattern that creates ops and then fails would be tried again for them.
// RUN: ag-opt %s --resolve-ranked-shaped-type-result-dims | FileCheck %s

// CHECK-LABEL: func.func @product(
// CHECK: %[[R:.*]]:2 = ag.fused
// CHECK: %[[N:.*]] = tensor.dim %[[R]]#1
// CHECK: return %[[R]]#0, %[[R]]#1, %[[N]]
func.func @product(%x: tensor<?x?xf32>) -> (tensor<?x?xf32>, tensor<?xf32>, index) {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %0:2 = ag.fused (%a = %x : tensor<?x?xf32>, %z = %zero : f32) -> (tensor<?x?xf32>, tensor<?xf32>) {
    %p = tensor.pad %a low[2, 2] high[0, 0] {
    ^bb0(%i: index, %j: index):
      tensor.yield %z : f32
    } : tensor<?x?xf32> to tensor<?x?xf32>
    %1 = tensor.collapse_shape %a [[0, 1]] : tensor<?x?xf32> into tensor<?xf32>
    ag.yield %p, %1 : tensor<?x?xf32>, tensor<?xf32>
  }
  %n = tensor.dim %0#1, %c0 : tensor<?xf32>
  return %0#0, %0#1, %n : tensor<?x?xf32>, tensor<?xf32>, index
}
