// RUN: ag-compile %s --to=structure -o %t.late.mlir
// RUN: rm -f %t.none.svg
// RUN: not ag-compile %t.late.mlir -o %t.o --graph=%t.none.svg 2>&1 | FileCheck %s --check-prefix=PAST
// RUN: not ag-compile %s --to=trace -o - --graph=program:%t.none.svg 2>&1 | FileCheck %s --check-prefix=PAST
// RUN: not ls %t.none.svg
// PAST: error: --graph=program: there is nothing to draw: the phase fuse, which makes groups, is past or was not asked for
// RUN: not ag-compile %s -o %t.o --graph=a.svg --graph=program:b.svg 2>&1 | FileCheck %s --check-prefix=TWICE
// TWICE: error: --graph=program:b.svg: that is to be drawn to a.svg already
// RUN: not ag-compile %s -o %t.o --graph= 2>&1 | FileCheck %s --check-prefix=EMPTY
// EMPTY: error: --graph=: expected FILE.svg, program:FILE.svg, memory:FILE.svg or sharding:FILE.svg
// RUN: not ag-compile %s -o %t.o --graph=%t.png 2>&1 | FileCheck %s --check-prefix=PNG
// RUN: not ls %t.png
// PNG: error: --graph={{.*}}.png: expected FILE.svg, program:FILE.svg, memory:FILE.svg or sharding:FILE.svg
func.func @f(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = ag.exp %x : tensor<4xf32>
  return %0 : tensor<4xf32>
}
