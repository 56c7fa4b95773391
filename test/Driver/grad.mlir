// RUN: ag-opt --grad %s -o %t.mlir
// RUN: FileCheck %s --check-prefix=OPT < %t.mlir
// RUN: ag-opt --grad=main_grad:wrt=1 %t.mlir | FileCheck %s --check-prefix=AGAIN
// RUN: ag-run --grad %s --input=ones | FileCheck %s --check-prefix=GRAD
// RUN: ag-run --grad=main:value --entry=main_grad --on=cpu %s --input=ones | FileCheck %s --check-prefixes=VALUE,GRAD
// RUN: ag-run --grad=main:mode=jvp %s --input=ones | FileCheck %s --check-prefix=JVP
// RUN: ag-compile --grad --entry=main_grad %s -o %t.o 2>&1 | FileCheck %s --check-prefix=COMPILE
// RUN: ag-compile --grad %s --to=differentiate | FileCheck %s --check-prefix=OPT

// The requested derivative is added, is an entry, and can be differentiated
// again. The module has no attribute that a derivative was added, or for which
// target the program is.

// OPT: module {
// OPT: func.func @main(
// OPT: func.func @main_grad(%{{.*}}: tensor<4xf32>, %{{.*}}: tensor<4xf32>) -> (tensor<4xf32> {ag.gradient_of = 0 : i64}, tensor<4xf32> {ag.gradient_of = 1 : i64})
// AGAIN: func.func @main_grad_grad(%{{.*}}: tensor<4xf32>, %{{.*}}: tensor<4xf32>, %{{.*}}: tensor<4xf32>, %{{.*}}: tensor<4xf32>) -> (tensor<4xf32> {ag.gradient_of = 1 : i64})
// VALUE: f32[] 4
// GRAD-COUNT-2: f32[4] [1, 1, 1, 1]
// JVP: f32[] 4
// JVP-NEXT: f32[] 8
// COMPILE: tmp_run: 0 FLOP
func.func @main(%x: tensor<4xf32>, %y: tensor<4xf32>) -> tensor<f32> {
  %0 = ag.contract "i,i->" %x, %y : tensor<4xf32>, tensor<4xf32> -> tensor<f32>
  return %0 : tensor<f32>
}
