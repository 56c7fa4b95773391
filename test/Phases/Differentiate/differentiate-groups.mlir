// RUN: split-file %s %t
// RUN: ag-opt --grad=main:value %t/groups.mlir -o %t/groups-grad.mlir
// RUN: FileCheck %s --check-prefix=GRAD --input-file=%t/groups-grad.mlir
// RUN: ag-opt --grad=main:value %t/plain.mlir -o %t/plain-grad.mlir
// RUN: ag-opt --ag-batch %t/groups.mlir | FileCheck %s --check-prefix=BATCH
// RUN: ag-run %t/groups.mlir --input=randn:1 --same-as=%t/plain.mlir
// RUN: ag-run %t/groups.mlir --input=randn:1 --same-as=%t/plain.mlir --on=cpu
// RUN: ag-run %t/groups-grad.mlir --entry=main_grad --input=randn:1 --input=ones --same-as=%t/plain-grad.mlir --rtol=0 --atol=0
// RUN: ag-run %t/groups-grad.mlir --entry=main_grad --input=randn:1 --input=ones --same-as=%t/plain-grad.mlir --on=cpu

// The derivative is that of the groups' bodies; the primal keeps its groups.
// GRAD: func.func private @f(
// GRAD: ag.fused
// GRAD: func.func @main(
// GRAD: ag.fused
// GRAD-LABEL: func.func @main_grad(
// GRAD-NOT: ag.fused

// BATCH: func.func private @f(
// BATCH: ag.fused
// BATCH-LABEL: func.func private @f.vmap(
// BATCH-NOT: ag.fused
// BATCH: return

//--- groups.mlir
func.func private @f(%x: tensor<3xf64>) -> tensor<3xf64> {
  %0 = ag.fused (%a = %x : tensor<3xf64>) -> tensor<3xf64> attributes {passes = 1 : i64} {
    %1 = ag.sin %a : tensor<3xf64>
    %2 = ag.mul %1, %a : tensor<3xf64>
    ag.yield %2 : tensor<3xf64>
  }
  return %0 : tensor<3xf64>
}
func.func @main(%x: tensor<5x3xf64>) -> tensor<5xf64> {
  %0 = ag.vmap @f in [0] out [0] (%x) : (tensor<5x3xf64>) -> tensor<5x3xf64>
  %1:2 = ag.fused (%a = %0 : tensor<5x3xf64>) -> (tensor<5x3xf64>, tensor<5xf64>) {
    %2 = ag.exp %a : tensor<5x3xf64>
    %3 = ag.reduce sum %2 [1] : tensor<5x3xf64> -> tensor<5xf64>
    ag.yield %2, %3 : tensor<5x3xf64>, tensor<5xf64>
  }
  %4 = ag.reduce max %1#0 [1] : tensor<5x3xf64> -> tensor<5xf64>
  %5 = ag.mul %4, %1#1 : tensor<5xf64>
  return %5 : tensor<5xf64>
}

//--- plain.mlir
func.func private @f(%x: tensor<3xf64>) -> tensor<3xf64> {
  %1 = ag.sin %x : tensor<3xf64>
  %2 = ag.mul %1, %x : tensor<3xf64>
  return %2 : tensor<3xf64>
}
func.func @main(%x: tensor<5x3xf64>) -> tensor<5xf64> {
  %0 = ag.vmap @f in [0] out [0] (%x) : (tensor<5x3xf64>) -> tensor<5x3xf64>
  %2 = ag.exp %0 : tensor<5x3xf64>
  %3 = ag.reduce sum %2 [1] : tensor<5x3xf64> -> tensor<5xf64>
  %4 = ag.reduce max %2 [1] : tensor<5x3xf64> -> tensor<5xf64>
  %5 = ag.mul %4, %3 : tensor<5xf64>
  return %5 : tensor<5xf64>
}
