// RUN: ag-opt --ag-record-signature %s | FileCheck %s

// The sizes of a region's results are computed without its body, also from its index inputs.
// CHECK: func.func private @f.shapes(%[[N:.*]]: index) -> (index, index) {
// CHECK-NEXT: %[[C8:.*]] = arith.constant 8 : index
// CHECK-NEXT: return %[[N]], %[[C8]]
// CHECK: func.func @f({{.*}}results = {{\[\[}}"", f32, ["n", 8]]]
// CHECK-SAME: symbols = {{\[\[}}"n", 1, 9]]
// CHECK: ag.region "repeat"
func.func @f(%x: tensor<?x4xf32> {ag.dims = ["n", 4]}) -> tensor<?x8xf32> attributes {ag.ranges = {n = [1, 9]}} {
  %w = ag.parameter "w" : tensor<8xf32>
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x4xf32>
  %0 = ag.region "repeat" (%v = %w : tensor<8xf32>, %m = %n : index) -> tensor<?x8xf32> {
    %1 = ag.broadcast %v [1] (%m) : tensor<8xf32> -> tensor<?x8xf32>
    ag.yield %1 : tensor<?x8xf32>
  }
  return %0 : tensor<?x8xf32>
}

// A region that yields its input has the input's sizes.
// CHECK: func.func private @same.shapes(%[[N:.*]]: index) -> index {
// CHECK-NEXT: return %[[N]]
func.func @same(%x: tensor<?xf32> {ag.dims = ["n"]}) -> tensor<?xf32> {
  %0 = ag.region "same" (%v = %x : tensor<?xf32>) -> tensor<?xf32> {
    ag.yield %v : tensor<?xf32>
  }
  return %0 : tensor<?xf32>
}

// Sizes are computed through a group as well.
// CHECK: func.func private @group.shapes(%[[N:.*]]: index) -> index {
// CHECK-NEXT: return %[[N]]
func.func @group(%x: tensor<?xf32> {ag.dims = ["n"]}) -> tensor<?xf32> {
  %0 = ag.fused (%v = %x : tensor<?xf32>) -> tensor<?xf32> {
    %1 = ag.exp %v : tensor<?xf32>
    ag.yield %1 : tensor<?xf32>
  }
  return %0 : tensor<?xf32>
}
