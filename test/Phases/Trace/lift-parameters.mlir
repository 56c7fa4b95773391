// RUN: ag-opt --ag-lift-parameters %s | FileCheck %s
// RUN: ag-opt --ag-record-signature --ag-lift-parameters %s -o %t.mlir
// RUN: ag-run %t.mlir --input=randn:1 --weights=randn:2 --same-as=%s

// Arguments are in the order of their names' bytes, "B" before "b", one each.
// CHECK: func.func @f(%arg0: tensor<4xf32>, %arg1: tensor<4xf32> {ag.parameter = "B"}, %arg2: tensor<4xf32> {ag.parameter = "b"})
// CHECK-NEXT: %[[D:.*]] = ag.sub %arg1, %arg2
// CHECK-NEXT: ag.sub %[[D]], %arg2
// CHECK-NOT: ag.parameter "
func.func @f(%x: tensor<4xf32>) -> tensor<4xf32> {
  %b = ag.parameter "b" : tensor<4xf32>
  %a = ag.parameter "B" : tensor<4xf32>
  %c = ag.parameter "b" : tensor<4xf32>
  %0 = ag.sub %a, %b : tensor<4xf32>
  %1 = ag.sub %0, %c : tensor<4xf32>
  return %1 : tensor<4xf32>
}
