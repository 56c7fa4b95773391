// RUN: ag-opt --ag-record-interface --canonicalize %s | FileCheck %s

// CHECK: func.func private @f.shapes(%arg0: index) -> index
// CHECK: %[[SIZE:.*]] = arith.muli %arg0, %c4
// CHECK: return %[[SIZE]]
// CHECK: func.func @f
// CHECK-SAME: ag.interface = {arguments = {{\[\[}}"", f32, ["n", 4]], ["", ui8, [4]]], parameters = [], results = {{\[\[}}"", f32, ["?"]]], symbols = {{\[\[}}"n", 1, 32]]}
// CHECK-SAME: ag.shapes = @f.shapes
func.func @f(%x: tensor<?x4xf32> {ag.dims = ["n", 4]}, %w: tensor<4xui8>) -> tensor<?xf32>
    attributes {ag.ranges = {n = [1, 32]}} {
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  %n = tensor.dim %x, %c0 : tensor<?x4xf32>
  %size = arith.muli %n, %c4 : index
  %y = ag.reshape %x (%size) : tensor<?x4xf32> -> tensor<?xf32>
  return %y : tensor<?xf32>
}
