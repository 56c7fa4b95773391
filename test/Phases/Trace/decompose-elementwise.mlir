// Ops of arith and math on tensors are converted to linalg before they are
// folded: upstream folds these to constants whose types lack the size.
// RUN: ag-opt %s --ag-decompose --canonicalize | FileCheck %s
// RUN: ag-run %s --dim=n=3 --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --dim=n=0 --on=cpu --input=randn:1 --opt=0 --same-as=%s

// CHECK-LABEL: func.func @main
// CHECK-NOT: arith.xori {{.*}} : tensor
// CHECK: linalg.generic
// CHECK-NOT: math.absi {{.*}} : tensor
func.func @main(%x: tensor<?xi16> {ag.dims = ["n"]}) -> (tensor<?xi16>, tensor<?xi1>, tensor<?xi16>) {
  %0 = arith.xori %x, %x : tensor<?xi16>
  %1 = call @equal(%x) : (tensor<?xi16>) -> tensor<?xi1>
  %2 = ag.concat 0 %0 : tensor<?xi16> -> tensor<?xi16>
  %3 = ag.gather 0 fill %2, %0 : tensor<?xi16>, tensor<?xi16> -> tensor<?xi16>
  %4 = math.absi %x : tensor<?xi16>
  %5 = arith.addi %3, %4 : tensor<?xi16>
  return %0, %1, %5 : tensor<?xi16>, tensor<?xi1>, tensor<?xi16>
}

// Inlining folds as well.
func.func private @equal(%x: tensor<?xi16>) -> tensor<?xi1> {
  %0 = arith.cmpi eq, %x, %x : tensor<?xi16>
  return %0 : tensor<?xi1>
}
