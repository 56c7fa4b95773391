// --grad applies to both programs, unless the other one has that derivative.
// RUN: ag-run %s --grad --input=randn:1 --on=cpu --same-as=%s
// RUN: ag-run %s --grad=main:mode=jvp --input=randn:1 --same-as=%s
// RUN: ag-opt %s --grad --to=structure -o %t.gradient.mlir
// RUN: ag-run %s --grad --input=randn:1 --same-as=%t.gradient.mlir

// RUN: sed 's/ag.exp/ag.tanh/' %s > %t.tanh.mlir
// RUN: not ag-run %s --grad --input=randn:1 --same-as=%t.tanh.mlir | FileCheck %s --check-prefix=OTHER
// OTHER: different: 4 of 4 values

// RUN: ag-opt %s --to=structure -o %t.structure.mlir
// RUN: not ag-run %s --grad --input=randn:1 --same-as=%t.structure.mlir 2>&1 | FileCheck %s --check-prefix=PAST
// PAST: structure.mlir:{{.*}}: error: --grad is for the phase differentiate, which the program is past
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = ag.exp %x : tensor<4xf32>
  return %y : tensor<4xf32>
}
