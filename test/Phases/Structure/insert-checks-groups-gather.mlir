// What a gather in a group demands of its indices stands in front of the group, which is opened where that can't be.
// RUN: ag-opt %s --to=structure -o %t.mlir && FileCheck %s --input-file=%t.mlir
// RUN: ag-run %t.mlir --entry=given --input=randn:1 --input=iota --same-as=%s
// RUN: ag-run %t.mlir --entry=computed --input=randn:1 --input=iota --same-as=%s

// Indices that are given are looked at in front.
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

// A group that computes them is opened: the demand would be an effect.
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
