// The tools read a program that begins with a byte order mark, which some
// editors write. Positions in messages are those of the text after it.
// RUN: printf '\357\273\277' > %t.mark
// RUN: cat %t.mark %s > %t.mlir
// RUN: ag-opt %t.mlir | FileCheck %s
// RUN: ag-opt - < %t.mlir | FileCheck %s
// RUN: ag-run %t.mlir --input=randn:1 --same-as=%s
// RUN: ag-run %s --input=randn:1 --same-as=%t.mlir --on=cpu
// RUN: ag-compile %t.mlir -o %t.o
// RUN: printf '\357\273\277wrong' > %t.wrong.mlir
// RUN: not ag-compile %t.wrong.mlir -o %t.o 2>&1 | FileCheck %s --check-prefix=WRONG
// RUN: printf '\357\273' > %t.half
// RUN: cat %t.half %s > %t.half.mlir
// RUN: not ag-opt %t.half.mlir 2>&1 | FileCheck %s --check-prefix=HALF

// WRONG: wrong.mlir:1:1: error:
// HALF: half.mlir:1:1: error: unexpected character

// CHECK-LABEL: func @main
// CHECK: ag.sin
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = ag.sin %x : tensor<4xf32>
  return %0 : tensor<4xf32>
}
