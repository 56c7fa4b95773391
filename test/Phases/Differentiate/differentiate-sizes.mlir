// RUN: ag-opt --grad="named;unnamed" %s -o %t.mlir
// RUN: FileCheck %s < %t.mlir
// RUN: ag-run %t.mlir --entry=named_grad --input=ones --dim n=3 --on=cpu --same-as=%t.mlir

// A cotangent has its result's sizes, by the names of dimensions, or by a check.

// CHECK: func.func @named_grad(%{{.*}}: tensor<?x4xf32> {ag.dims = ["n", 4]}, %{{.*}}: tensor<4x?xf32> {ag.dims = [4, "n"]})
// CHECK-NOT: cf.assert
// CHECK: func.func @unnamed_grad(%[[X:.*]]: tensor<?xf32>, %[[G:.*]]: tensor<?xf32>)
// CHECK: %[[GIVEN:.*]] = tensor.dim %[[G]], %c0
// CHECK: %[[SAME:.*]] = arith.cmpi eq, %[[GIVEN]]
// CHECK: cf.assert %[[SAME]], "the cotangent of result 0 has another size than it in dimension 0"
func.func @named(%x: tensor<?x4xf32> {ag.dims = ["n", 4]}) -> tensor<4x?xf32> {
  %0 = ag.transpose %x [1, 0] : tensor<?x4xf32> -> tensor<4x?xf32>
  %1 = ag.exp %0 : tensor<4x?xf32>
  return %1 : tensor<4x?xf32>
}
func.func @unnamed(%x: tensor<?xf32>) -> tensor<?xf32> {
  %0 = ag.exp %x : tensor<?xf32>
  return %0 : tensor<?xf32>
}
