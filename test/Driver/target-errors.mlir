// A target other than the program's is rejected, at any phase and by any tool.

// RUN: ag-opt --march=x86-64-v4 --threads=2 --to=schedule %s -o %t.mlir
// RUN: not ag-compile %t.mlir --march=x86-64-v3 -o %t.o 2>&1 | FileCheck %s --check-prefix=MARCH
// RUN: not ag-opt %t.mlir --march=x86-64-v3 --to=lower 2>&1 | FileCheck %s --check-prefix=MARCH
// RUN: not ag-run %t.mlir --march=x86-64-v3 --on=cpu --dim n=2 --input=ones 2>&1 | FileCheck %s --check-prefix=MARCH
// MARCH: mlir:1:1: error: march x86-64-v3 is asked for, but the program is for x86-64-v4, as its ag.target says
// RUN: not ag-compile %t.mlir --threads=3 -o %t.o 2>&1 | FileCheck %s --check-prefix=THREADS
// THREADS: mlir:1:1: error: threads 3 is asked for, but the program is for 2, as its ag.target says

// RUN: ag-opt --to=lower %s -o %t.low.mlir
// RUN: not ag-compile %t.low.mlir --march=x86-64-v4 -o %t.o 2>&1 | FileCheck %s --check-prefix=LOW
// LOW: mlir:1:1: error: march x86-64-v4 is asked for, but the program is for x86-64-v3, as its ag.target says

// An invalid target in the program is rejected by tools that only compile, too.
// RUN: sed -e 's/x86-64-v4/z80/' %t.mlir > %t.z80.mlir
// RUN: not ag-compile %t.z80.mlir -o %t.o 2>&1 | FileCheck %s --check-prefix=Z80
// RUN: not ag-opt %t.z80.mlir --to=trace 2>&1 | FileCheck %s --check-prefix=Z80
// Z80: mlir:1:1: error: ag.target: march=z80: no such CPU; expected x86-64, x86-64-v2

// An unknown name is wrong use, and reported before any file is read.
// RUN: sh -c 'ag-opt --march=i386 missing.mlir; echo $?; ag-opt --threads=0 missing.mlir; echo $?' 2>&1 | FileCheck %s --check-prefix=NONE
// RUN: sh -c 'ag-opt --target=gpu missing.mlir; echo $?; ag-compile --target=gpu missing.mlir -o %t.o; echo $?' 2>&1 | FileCheck %s --check-prefix=NONE
// NONE: error: --{{.*}}: {{no such|expected}}
// NONE: 2
// NONE: error: --{{.*}}: {{no such|expected}}
// NONE: 2

// Only a module has a target.
// RUN: not ag-opt --march=x86-64-v4 --pass-pipeline='func.func(cse)' %s 2>&1 | FileCheck %s --check-prefix=ANCHOR
// RUN: not ag-opt --threads=2 --no-implicit-module --cse %s 2>&1 | FileCheck %s --check-prefix=ANCHOR
// ANCHOR: error: --target, --march and --threads are for the passes of a builtin.module, not for those of func.func
func.func @f(%x: tensor<?x64xf32> {ag.dims = ["n", 64]}) -> tensor<?x64xf32> {
  %0 = ag.exp %x : tensor<?x64xf32>
  return %0 : tensor<?x64xf32>
}
