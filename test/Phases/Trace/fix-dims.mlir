// RUN: ag-opt %s --ag-fix-dims=dims=batch=4 | FileCheck %s
// RUN: ag-opt %s --ag-fix-dims=dims=batch=4,seq=3 -o %t
// RUN: ag-run %s --entry=f --input=randn:1 --dim batch=4 --dim seq=3 --same-as=%t
// RUN: ag-run %t --entry=f --input=randn:1 --on=cpu --same-as=%s

// All sizes are static after the conversion to linalg.
// RUN: ag-opt %t --to=structure | FileCheck %s --check-prefix=STATIC
// STATIC-LABEL: func.func @f(
// STATIC-NOT: tensor<{{.*}}?
// STATIC: return {{.*}} : tensor<4x3xf32>, tensor<4x24xf32>

// CHECK-LABEL: func.func @f(
// CHECK-SAME: tensor<4x?x8xf32> {ag.dims = [4, "seq", 8]}
// CHECK-SAME: tensor<4xf32> {ag.dims = [4]}
// CHECK-SAME: -> (tensor<4x?xf32>, tensor<4x24xf32>) attributes {ag.ranges = {seq = [1, 9]}}
// CHECK: tensor.cast %arg0 : tensor<4x?x8xf32> to tensor<?x?x8xf32>
func.func @f(%x: tensor<?x?x8xf32> {ag.dims = ["batch", "seq", 8]}, %s: tensor<?xf32> {ag.dims = ["batch"]})
    -> (tensor<?x?xf32>, tensor<?x24xf32>) attributes {ag.ranges = {batch = [1, 64], seq = [1, 9]}} {
  %c0 = arith.constant 0 : index
  %0 = ag.contract "bsi,b->bs" %x, %s : tensor<?x?x8xf32>, tensor<?xf32> -> tensor<?x?xf32>
  %n = tensor.dim %s, %c0 : tensor<?xf32>
  %1 = ag.reshape %s (%n) : tensor<?xf32> -> tensor<?x1xf32>
  %2 = ag.broadcast %1 [0, 1] : tensor<?x1xf32> -> tensor<?x24xf32>
  return %0, %2 : tensor<?x?xf32>, tensor<?x24xf32>
}

// A function without the name does not change.
// CHECK-LABEL: func.func @g(%arg0: tensor<?xf32> {ag.dims = ["n"]})
func.func @g(%x: tensor<?xf32> {ag.dims = ["n"]}) -> tensor<?xf32> {
  %0 = ag.exp %x : tensor<?xf32>
  return %0 : tensor<?xf32>
}
