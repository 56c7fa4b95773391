// RUN: ag-opt --ag-insert-checks %s -o %t.mlir && FileCheck %s --input-file=%t.mlir
// RUN: ag-opt --to=structure %s | FileCheck %s --check-prefix=OPEN
// RUN: ag-run %s --entry=named --dim n=4 --input=randn:1 --input=randn:2 --same-as=%t.mlir
// RUN: ag-run %s --entry=named --dim n=4 --input=randn:1 --input=randn:2 --same-as=%t.mlir --on=cpu
// RUN: ag-run %s --entry=demand --input=randn:1 --input=iota --same-as=%t.mlir
// RUN: ag-run %s --entry=demand --input=randn:1 --input=iota --same-as=%t.mlir --on=cpu

// What names prove costs nothing: sizes are seen through the group, inside and outside.
// CHECK-LABEL: func.func @named(
// CHECK-NOT: ag.require
// CHECK: ag.fused
// CHECK-NEXT: ag.add
// CHECK-NEXT: ag.yield
// CHECK-NOT: ag.require
// CHECK: ag.mul
// CHECK-NOT: ag.require
// CHECK: return
// OPEN-LABEL: func.func @named(
// OPEN-SAME: ag.cost = {exact = true, flops = 16 : i64}
// OPEN-NOT: ag.fused
func.func @named(%x: tensor<?xf32> {ag.dims = ["n"]}, %y: tensor<?xf32> {ag.dims = ["n"]}) -> tensor<?xf32>
    attributes {ag.ranges = {n = [1, 8]}} {
  %0 = ag.fused (%a = %x : tensor<?xf32>, %b = %y : tensor<?xf32>) -> tensor<?xf32> {
    %1 = ag.add %a, %b : tensor<?xf32>
    ag.yield %1 : tensor<?xf32>
  }
  %2 = ag.mul %0, %x : tensor<?xf32>
  return %2 : tensor<?xf32>
}

// A group in which something is demanded is opened: it would have an effect.
// CHECK-LABEL: func.func @demand(
// CHECK-NOT: ag.fused
// CHECK: ag.require {{.*}}"ag.gather
// CHECK-NEXT: ag.gather
// CHECK-NEXT: ag.exp
// CHECK-NEXT: return
func.func @demand(%x: tensor<4xf32>, %i: tensor<2xi32>) -> tensor<2xf32> {
  %0 = ag.fused (%a = %x : tensor<4xf32>, %k = %i : tensor<2xi32>) -> tensor<2xf32> {
    %1 = ag.gather 0 error %a, %k : tensor<4xf32>, tensor<2xi32> -> tensor<2xf32>
    %2 = ag.exp %1 : tensor<2xf32>
    ag.yield %2 : tensor<2xf32>
  }
  return %0 : tensor<2xf32>
}
