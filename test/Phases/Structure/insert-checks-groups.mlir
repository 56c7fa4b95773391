// RUN: ag-opt --ag-insert-checks %s -o %t.mlir && FileCheck %s --input-file=%t.mlir
// RUN: ag-run %s --entry=named --dim n=4 --input=randn:1 --input=randn:2 --same-as=%t.mlir
// RUN: ag-run %s --entry=named --dim n=4 --input=randn:1 --input=randn:2 --same-as=%t.mlir --on=cpu
// RUN: ag-run %s --entry=sizes --dim n=4 --dim m=4 --input=randn:1 --input=randn:2 --same-as=%t.mlir --on=cpu
// RUN: not ag-run %t.mlir --entry=sizes --dim n=4 --dim m=5 --input=randn:1 --input=randn:2 --on=interpreter 2>&1 | FileCheck %s --check-prefix=FAILS
// RUN: not ag-run %s --entry=sizes --dim n=4 --dim m=5 --input=randn:1 --input=randn:2 --on=cpu 2>&1 | FileCheck %s --check-prefix=FAILS
// RUN: ag-run %s --entry=splat --dim n=2 --input=randn:1 --same-as=%s --on=cpu

// Equal names need no check: sizes are seen through the group, inside and outside.
// CHECK-LABEL: func.func @named(
// CHECK-NOT: ag.require
// CHECK: ag.fused
// CHECK-NEXT: ag.add
// CHECK-NEXT: ag.yield
// CHECK-NOT: ag.require
// CHECK: ag.mul
// CHECK-NOT: ag.require
// CHECK: return
func.func @named(%x: tensor<?xf32> {ag.dims = ["n"]}, %y: tensor<?xf32> {ag.dims = ["n"]}) -> tensor<?xf32>
    attributes {ag.ranges = {n = [1, 8]}} {
  %0 = ag.fused (%a = %x : tensor<?xf32>, %b = %y : tensor<?xf32>) -> tensor<?xf32> {
    %1 = ag.add %a, %b : tensor<?xf32>
    ag.yield %1 : tensor<?xf32>
  }
  %2 = ag.mul %0, %x : tensor<?xf32>
  return %2 : tensor<?xf32>
}

// Checks before the group use its operands' sizes, also for values computed in it, or in a region.
// CHECK-LABEL: func.func @sizes(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?xf32> {ag.dims = ["n"]}, %[[Y:[a-z0-9]+]]:
// CHECK-DAG: %[[N:.*]] = tensor.dim %[[X]]
// CHECK-DAG: %[[M:.*]] = tensor.dim %[[Y]]
// CHECK: %[[SAME:.*]] = arith.cmpi eq, %[[N]], %[[M]]
// CHECK-NEXT: ag.require %[[SAME]], "ag.add: a dimension is {0} in one operand and {1} in another" (%[[N]], %[[M]])
// CHECK: ag.fused
// CHECK-NOT: ag.require
// CHECK: return
// FAILS: ag.add: a dimension is 4 in one operand and 5 in another
func.func @sizes(%x: tensor<?xf32> {ag.dims = ["n"]}, %y: tensor<?xf32> {ag.dims = ["m"]}) -> tensor<?xf32> {
  %0 = ag.fused (%a = %x : tensor<?xf32>, %b = %y : tensor<?xf32>) -> tensor<?xf32> {
    %c = ag.exp %a : tensor<?xf32>
    %1 = ag.region "sum" (%d = %c : tensor<?xf32>, %e = %b : tensor<?xf32>) -> tensor<?xf32> {
      %2 = ag.add %d, %e : tensor<?xf32>
      ag.yield %2 : tensor<?xf32>
    }
    ag.yield %1 : tensor<?xf32>
  }
  return %0 : tensor<?xf32>
}

// The size of a constant is not one of its elements.
// CHECK-LABEL: func.func @splat(
// CHECK: %[[SIZE:.*]] = arith.constant 2 : index
// CHECK: arith.cmpi eq, %[[SIZE]],
// CHECK: ag.fused
func.func @splat(%x: tensor<?xf32> {ag.dims = ["n"]}) -> tensor<2xf32> {
  %0 = ag.fused (%a = %x : tensor<?xf32>) -> tensor<2xf32> {
    %c = arith.constant dense<false> : tensor<2xi1>
    %1 = ag.select %c, %a, %a : tensor<2xi1>, tensor<?xf32>, tensor<?xf32> -> tensor<2xf32>
    ag.yield %1 : tensor<2xf32>
  }
  return %0 : tensor<2xf32>
}
