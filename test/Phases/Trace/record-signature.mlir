// RUN: ag-opt --ag-record-signature --canonicalize %s | FileCheck %s
// RUN: ag-opt --ag-record-signature --canonicalize %s | FileCheck %s --check-prefix=MAP

// MAP: affine_map<()[s0] -> (s0 * 4)>

// CHECK: func.func private @f.shapes(%arg0: index) -> index
// CHECK: %[[SIZE:.*]] = affine.apply #{{.*}}()[%arg0]
// CHECK: return %[[SIZE]]
// CHECK: func.func @f
// CHECK-SAME: ag.shapes = @f.shapes
// CHECK-SAME: ag.signature = {arguments = {{\[\[}}"", f32, ["n", 4]], ["", ui8, [4]]], parameters = [], results = {{\[\[}}"", f32, ["?"]]], symbols = {{\[\[}}"n", 1, 32]]}
func.func @f(%x: tensor<?x4xf32> {ag.dims = ["n", 4]}, %w: tensor<4xui8>) -> tensor<?xf32>
    attributes {ag.ranges = {n = [1, 32]}} {
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  %n = tensor.dim %x, %c0 : tensor<?x4xf32>
  %size = arith.muli %n, %c4 : index
  %y = ag.reshape %x (%size) : tensor<?x4xf32> -> tensor<?xf32>
  return %y : tensor<?xf32>
}

// Iter_args keep their sizes, and the result of a while loop has the size of
// its initial value. Checks stay in the entry.
// CHECK: func.func private @loops.shapes(%[[N:.*]]: index) -> (index, index)
// CHECK-NEXT: return %[[N]], %[[N]] : index, index
func.func @loops(%x: tensor<?xf32> {ag.dims = ["n"]}, %go: tensor<i1>) -> (tensor<?xf32>, tensor<?xi32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %small = arith.cmpi ult, %n, %c8 : index
  ag.require %small, "n is {0}" (%n)
  %b = tensor.extract %go[] : tensor<i1>
  %y:2 = scf.for %i = %c0 to %c8 step %c1 iter_args(%p = %x, %q = %x) -> (tensor<?xf32>, tensor<?xf32>) {
    %0 = ag.add %p, %q : tensor<?xf32>
    scf.yield %q, %0 : tensor<?xf32>, tensor<?xf32>
  }
  %z = scf.while (%a = %x) : (tensor<?xf32>) -> tensor<?xi32> {
    %0 = ag.cast %a : tensor<?xf32> -> tensor<?xi32>
    scf.condition(%b) %0 : tensor<?xi32>
  } do {
  ^bb0(%a: tensor<?xi32>):
    %0 = ag.cast %a : tensor<?xi32> -> tensor<?xf32>
    scf.yield %0 : tensor<?xf32>
  }
  return %y#1, %z : tensor<?xf32>, tensor<?xi32>
}

// The sizes of a constant aren't its elements.
// CHECK-LABEL: func.func private @constant.shapes() -> (index, index)
// CHECK-DAG: %[[C4:.*]] = arith.constant 4 : index
// CHECK-DAG: %[[C17:.*]] = arith.constant 17 : index
// CHECK: return %[[C4]], %[[C17]]
func.func @constant() -> tensor<4x17xi32> {
  %0 = arith.constant dense<1> : tensor<4x17xi32>
  return %0 : tensor<4x17xi32>
}
