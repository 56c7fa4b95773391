// Errors of ag-run --on=cpu.

// RUN: not ag-run %s --on=cpu --input=ones --dim n=3 2>&1 | FileCheck %s --check-prefix=WEIGHTS
// WEIGHTS: error: module needs a weights file: parameter w is not embedded

// RUN: not ag-run %s --on=cpu --input=ones --dim n=5 --weights=ones 2>&1 | FileCheck %s --check-prefix=RANGE
// RANGE: error: dimension n is 5, expected 1 to 4

// RUN: not ag-run %s --on=cpu --input=ones --dim n=3 --weights=%t.none 2>&1 | FileCheck %s --check-prefix=FILE
// FILE: error: {{.*}}.none: cannot open the weights: No such file or directory

// Wrong command lines: the exit status is 2.
// RUN: sh -c 'ag-run %s --march=z80 --input=ones; echo status $?' 2>&1 | FileCheck %s --check-prefix=MARCH
// MARCH: error: --march=z80: no such CPU; expected x86-64,
// MARCH: status 2
// RUN: sh -c 'ag-compile %s --march=z80 -o %t.o; echo status $?' 2>&1 | FileCheck %s --check-prefix=MARCH
// Every tool rejects a processor that is not of 64 bits.
// RUN: sh -c 'ag-compile %s --march=i386 -o %t.o; echo status $?' 2>&1 | FileCheck %s --check-prefix=BITS
// BITS: error: --march=i386: no such CPU; expected x86-64,
// BITS: status 2
// RUN: sh -c 'ag-run %s --march=generic --on=cpu --input=ones; echo status $?' 2>&1 | FileCheck %s --check-prefix=GENERIC
// GENERIC: error: --march=generic: no such CPU; expected x86-64,
// GENERIC: status 2
// RUN: sh -c 'ag-run %s --on=abacus --input=ones; echo status $?' 2>&1 | FileCheck %s --check-prefix=ON
// ON: Cannot find option named 'abacus'
// ON: status 2

// A program without tensors cannot be interpreted.
// RUN: ag-opt --to=lower %s -o %t.lower.mlir
// RUN: not ag-run %t.lower.mlir --input=ones --dim n=3 --weights=ones 2>&1 | FileCheck %s --check-prefix=LOWER
// LOWER: error: the program is at the phase lower, where it has no tensors to interpret; run it by --on=cpu
func.func @main(%x: tensor<?xf32> {ag.dims = ["n"]}) -> tensor<?xf32> attributes {ag.ranges = {n = [1, 4]}} {
  %w = ag.parameter "w" : tensor<f32>
  %0 = ag.contract "n,->n" %x, %w : tensor<?xf32>, tensor<f32> -> tensor<?xf32>
  return %0 : tensor<?xf32>
}
