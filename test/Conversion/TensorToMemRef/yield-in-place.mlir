// RUN: ag-opt --ag-yield-in-place %s | FileCheck %s

// CHECK: scf.for {{.*}} iter_args(%[[A:.*]] = %arg0)
// CHECK-NEXT: %[[Y:.*]] = math.exp %[[A]]
// CHECK-NEXT: %[[Z:.*]] = bufferization.materialize_in_destination %[[Y]] in %[[A]]
// CHECK-NEXT: scf.yield %[[Z]]
func.func @loop(%x: tensor<4xf32>, %n: index) -> tensor<4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x) -> (tensor<4xf32>) {
    %y = math.exp %a : tensor<4xf32>
    scf.yield %y : tensor<4xf32>
  }
  return %r : tensor<4xf32>
}
