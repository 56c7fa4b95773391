// RUN: split-file %s %t
// RUN: cat %t/f.mlir %t/all.mlir > %t/a.mlir
// RUN: cat %t/f.mlir %t/each.mlir > %t/b.mlir
// RUN: ag-opt --ag-batch %t/a.mlir | FileCheck %s
// RUN: ag-run %t/a.mlir --input=randn:4 --input=randn:5 --same-as=%t/b.mlir
// RUN: ag-run %t/a.mlir --grad=main --entry=main_grad --input=randn:4 --input=randn:5 --input=ones --same-as=%t/b.mlir
// RUN: ag-run %t/a.mlir --grad=main --entry=main_grad --input=randn:4 --input=randn:5 --input=ones --same-as=%t/b.mlir --on=cpu

// A batched region keeps its name, and its derivative rule is batched as well. The cotangent of a uniform operand
// is the sum over the batch. A function that is called twice with equally batched arguments is batched once.
// CHECK: func.func private @rule.vmap{{.*}}(
// CHECK: ag.reduce sum
// CHECK-LABEL: func.func private @f.vmap(
// CHECK: ag.region "steep" (%{{.*}} = %{{.*}} : tensor<5x3xf64>, %{{.*}} = %{{.*}} : tensor<3xf64>)
// CHECK-SAME: vjp = @rule.vmap
// CHECK: call @h.vmap(
// CHECK: call @h.vmap(

//--- f.mlir
func.func private @rule(%x: tensor<3xf64>, %w: tensor<3xf64>, %y: tensor<3xf64>, %dy: tensor<3xf64>) -> (tensor<3xf64>, tensor<3xf64>) {
  %0 = ag.mul %dy, %w : tensor<3xf64>
  %1 = ag.mul %dy, %y : tensor<3xf64>
  return %0, %1 : tensor<3xf64>, tensor<3xf64>
}
func.func private @h(%x: tensor<3xf64>) -> tensor<3xf64> {
  %0 = ag.sin %x : tensor<3xf64>
  return %0 : tensor<3xf64>
}
func.func private @f(%x: tensor<3xf64>, %w: tensor<3xf64>) -> tensor<3xf64> {
  %0 = ag.region "steep" (%a = %x : tensor<3xf64>, %b = %w : tensor<3xf64>) -> tensor<3xf64> attributes {surrogate, vjp = @rule} {
    %2 = ag.mul %a, %b : tensor<3xf64>
    %3 = ag.round %2 : tensor<3xf64>
    ag.yield %3 : tensor<3xf64>
  }
  %1 = func.call @h(%0) : (tensor<3xf64>) -> tensor<3xf64>
  %2 = func.call @h(%1) : (tensor<3xf64>) -> tensor<3xf64>
  return %2 : tensor<3xf64>
}
//--- all.mlir
func.func @main(%x: tensor<5x3xf64>, %w: tensor<3xf64>) -> tensor<5x3xf64> {
  %y = ag.vmap @f in [0, none] out [0] (%x, %w) : (tensor<5x3xf64>, tensor<3xf64>) -> tensor<5x3xf64>
  return %y : tensor<5x3xf64>
}
//--- each.mlir
func.func @main(%x: tensor<5x3xf64>, %w: tensor<3xf64>) -> tensor<5x3xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c5 = arith.constant 5 : index
  %r = scf.for %k = %c0 to %c5 step %c1 iter_args(%t = %x) -> tensor<5x3xf64> {
    %a = tensor.extract_slice %x[%k, 0] [1, 3] [1, 1] : tensor<5x3xf64> to tensor<3xf64>
    %y = func.call @f(%a, %w) : (tensor<3xf64>, tensor<3xf64>) -> tensor<3xf64>
    %u = tensor.insert_slice %y into %t[%k, 0] [1, 3] [1, 1] : tensor<3xf64> into tensor<5x3xf64>
    scf.yield %u : tensor<5x3xf64>
  }
  return %r : tensor<5x3xf64>
}
func.func @main_grad(%x: tensor<5x3xf64>, %w: tensor<3xf64>, %d: tensor<5x3xf64>) -> (tensor<5x3xf64>, tensor<3xf64>) {
  %0:2 = ag.derivative @main "" (%x, %w, %d) : (tensor<5x3xf64>, tensor<3xf64>, tensor<5x3xf64>) -> (tensor<5x3xf64>, tensor<3xf64>)
  return %0#0, %0#1 : tensor<5x3xf64>, tensor<3xf64>
}
