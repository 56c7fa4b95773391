// The check of a gather's indices in a group runs before the group. If that is not possible, the group is inlined.
// RUN: ag-opt %s --to=structure -o %t.mlir && FileCheck %s --input-file=%t.mlir
// RUN: ag-run %t.mlir --entry=given --input=randn:1 --input=iota --same-as=%s
// RUN: ag-run %t.mlir --entry=computed --input=randn:1 --input=iota --same-as=%s

// Indices that are operands of the group are checked before it.
// CHECK-LABEL: func.func @given(
// CHECK: ag.require {{.*}}"ag.gather
// CHECK: ag.fused
// CHECK-NOT: ag.require
// CHECK: tensor.extract
// CHECK: math.exp
// CHECK: ag.yield
func.func @given(%x: tensor<4xf32>, %i: tensor<2xi32>) -> tensor<2xf32> {
  %0 = ag.fused (%a = %x : tensor<4xf32>, %k = %i : tensor<2xi32>) -> tensor<2xf32> {
    %1 = ag.gather 0 error %a, %k : tensor<4xf32>, tensor<2xi32> -> tensor<2xf32>
    %2 = ag.exp %1 : tensor<2xf32>
    ag.yield %2 : tensor<2xf32>
  }
  return %0 : tensor<2xf32>
}

// A group that computes the indices is inlined: the check would be an effect.
// CHECK-LABEL: func.func @computed(
// CHECK-NOT: ag.fused
// CHECK: ag.require {{.*}}"ag.gather
// CHECK-NOT: ag.fused
// CHECK: tensor.extract
func.func @computed(%x: tensor<4xf32>, %i: tensor<2xi32>) -> tensor<2xf32> {
  %0 = ag.fused (%a = %x : tensor<4xf32>, %k = %i : tensor<2xi32>) -> tensor<2xf32> {
    %1 = ag.max %k, %k : tensor<2xi32>
    %2 = ag.gather 0 error %a, %1 : tensor<4xf32>, tensor<2xi32> -> tensor<2xf32>
    ag.yield %2 : tensor<2xf32>
  }
  return %0 : tensor<2xf32>
}
