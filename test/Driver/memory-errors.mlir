// RUN: not ag-compile %s -o %t.o --graph=moon:f.svg 2>&1 | FileCheck %s --check-prefix=KIND
// KIND: error: --graph=moon:f.svg: expected FILE.svg, program:FILE.svg, memory:FILE.svg or sharding:FILE.svg
// RUN: not ag-compile %s -o %t.o --graph=memory: 2>&1 | FileCheck %s --check-prefix=FILE
// FILE: error: --graph=memory:: expected FILE.svg, program:FILE.svg, memory:FILE.svg or sharding:FILE.svg

// RUN: not ag-compile %s -o %t.o --graph=memory:%t.h 2>&1 | FileCheck %s --check-prefix=HEADER
// HEADER: error: --graph=memory:{{.*}}.h: expected FILE.svg, program:FILE.svg, memory:FILE.svg or sharding:FILE.svg
// RUN: not ag-compile %s -o %t.o --report=%t.svg --graph=memory:%t.svg 2>&1 | FileCheck %s --check-prefix=BOTH
// BOTH: error: --report and --graph both ask for {{.*}}.svg
// RUN: cp %s %t.copy.svg
// RUN: not ag-compile %t.copy.svg -o %t.o --graph=memory:%t.copy.svg 2>&1 | FileCheck %s --check-prefix=INPUT
// INPUT: error: {{.*}}.copy.svg: that is read, and would be replaced
// RUN: diff %s %t.copy.svg

// RUN: rm -f %t.none.svg
// RUN: not ag-compile %s --to=schedule -o - --graph=memory:%t.none.svg 2>&1 | FileCheck %s --check-prefix=EARLY
// RUN: not ls %t.none.svg
// EARLY: error: --graph=memory: there is nothing to draw: the phase allocate, which plans memory, is past or was not asked for

// RUN: not ag-opt %s --plan-memory=all 2>&1 | FileCheck %s --check-prefix=VALUE
// VALUE: --plan-memory takes no value, got 'all'
// RUN: ag-opt %s --plan-memory -o %t.late.mlir 2>&1 | FileCheck %s --check-prefix=NONE
// NONE: @f: no workspace
// RUN: not ag-opt %t.late.mlir --plan-memory 2>&1 | FileCheck %s --check-prefix=LATE
// RUN: not ag-opt %s --ag-run-phases="to=structure print-memory=true" 2>&1 | FileCheck %s --check-prefix=LATE
// RUN: ag-opt %s --to=structure -o %t.structure.mlir
// RUN: not ag-opt %t.structure.mlir --ag-run-phases="to=structure print-memory=true" 2>&1 | FileCheck %s --check-prefix=LATE
// LATE: error: there is no memory to print: the phase allocate, which plans memory, is past or was not asked for
// LATE-NOT: func.func
func.func @f(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = ag.exp %x : tensor<4xf32>
  return %0 : tensor<4xf32>
}
