// RUN: split-file %s %t.parts
// RUN: ag-opt --grad="main:wrt=0;main:mode=jvp" %t.parts/main.mlir -o %t.mlir
// RUN: FileCheck %s < %t.mlir
// RUN: ag-run %t.mlir --entry=main_grad --input=iota --same-as=%t.parts/by-hand.mlir
// RUN: ag-run %t.mlir --entry=main_jvp --input=iota --same-as=%t.parts/by-hand.mlir
// RUN: ag-opt --grad=main_grad:wrt=0 %t.mlir -o %t.twice.mlir
// RUN: ag-run %t.twice.mlir --entry=main_grad_grad --input=iota --on=cpu --same-as=%t.twice.mlir
// RUN: ag-run %t.twice.mlir --entry=main_grad_grad --input=iota --same-as=%t.parts/by-hand.mlir
// RUN: ag-opt --grad="all;columns" %t.parts/none.mlir | FileCheck %s --check-prefix=NONE

// A product is reversed as a loop, and its tangent is computed beside it. Where a
// factor is 0 (iota starts at 0), the product of the others is exact, also twice.

// CHECK-LABEL: func.func @main_jvp(
// CHECK: linalg.generic {{.*}} outs(%{{.*}}, %{{.*}} : tensor<2xf32>, tensor<2xf32>)
// CHECK-LABEL: func.func @main_grad(
// CHECK-COUNT-2: scf.for
// CHECK-NOT: ag.div

// Empty tensors: upstream's verifier accepts no slices of them.
// NONE-COUNT-2: return %{{.*}} : tensor<0{{.*}}xf32>
// NONE-LABEL: func.func @columns(
// NONE: return %{{.*}} : tensor<0x3xf32>

//--- main.mlir
func.func @main(%x: tensor<2x2xf32>) -> tensor<2xf32> {
  %y = ag.reduce prod %x [1] : tensor<2x2xf32> -> tensor<2xf32>
  return %y : tensor<2xf32>
}

//--- by-hand.mlir
func.func private @others(%x: tensor<2x2xf32>) -> tensor<2x2xf32> {
  %0 = ag.slice %x [0, 0] [2, 1] [1, 1] : tensor<2x2xf32> -> tensor<2x1xf32>
  %1 = ag.slice %x [0, 1] [2, 1] [1, 1] : tensor<2x2xf32> -> tensor<2x1xf32>
  %2 = ag.concat 1 %1, %0 : tensor<2x1xf32>, tensor<2x1xf32> -> tensor<2x2xf32>
  return %2 : tensor<2x2xf32>
}
func.func @main_grad(%x: tensor<2x2xf32>, %g: tensor<2xf32>) -> tensor<2x2xf32> {
  %0 = func.call @others(%x) : (tensor<2x2xf32>) -> tensor<2x2xf32>
  %1 = ag.broadcast %g [0] : tensor<2xf32> -> tensor<2x2xf32>
  %2 = ag.mul %0, %1 : tensor<2x2xf32>
  return %2 : tensor<2x2xf32>
}
func.func @main_jvp(%x: tensor<2x2xf32>, %dx: tensor<2x2xf32>) -> (tensor<2xf32>, tensor<2xf32>) {
  %0 = ag.reduce prod %x [1] : tensor<2x2xf32> -> tensor<2xf32>
  %1 = func.call @others(%x) : (tensor<2x2xf32>) -> tensor<2x2xf32>
  %2 = ag.contract "bi,bi->b" %1, %dx : tensor<2x2xf32>, tensor<2x2xf32> -> tensor<2xf32>
  return %0, %2 : tensor<2xf32>, tensor<2xf32>
}
func.func @main_grad_grad(%x: tensor<2x2xf32>, %g: tensor<2xf32>, %h: tensor<2x2xf32>) -> tensor<2x2xf32> {
  %0 = func.call @others(%h) : (tensor<2x2xf32>) -> tensor<2x2xf32>
  %1 = ag.broadcast %g [0] : tensor<2xf32> -> tensor<2x2xf32>
  %2 = ag.mul %0, %1 : tensor<2x2xf32>
  return %2 : tensor<2x2xf32>
}

//--- none.mlir
func.func @all(%x: tensor<0xf32>) -> tensor<0xf32> {
  %y = ag.reduce prod %x [] : tensor<0xf32>
  return %y : tensor<0xf32>
}
func.func @columns(%x: tensor<0x3xf32>, %i: tensor<2xi32>) -> tensor<2xf32> {
  %y = ag.reduce prod %x [0] : tensor<0x3xf32> -> tensor<3xf32>
  %z = ag.gather 0 fill %y, %i : tensor<3xf32>, tensor<2xi32> -> tensor<2xf32>
  return %z : tensor<2xf32>
}
