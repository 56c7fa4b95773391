// -v describes the native processor. The program records it as a target, which
// every machine compiles to the same code.
// RUN: ag-compile %s --march=native -v -o %t.o 2>&1 | FileCheck %s --check-prefix=FOUND
// RUN: ag-compile %s --march=native -o %t.o 2>&1 | FileCheck %s --check-prefix=SILENT
// RUN: ag-compile %s -v -o %t.o 2>&1 | FileCheck %s --check-prefix=SILENT
// FOUND: native: {{the host is named|LLVM has no name for the host}}{{.*}}; {{cache sizes from cpuid: L1|cpuid has no usable cache sizes}}
// SILENT-NOT: native:
// SILENT: _run: 8 FLOP
// SILENT-NOT: native:
// A program for cuda has another `native`.
// RUN: sed 's/^module/module attributes {ag.target = {kind = "cuda"}}/' %s > %t.cuda.mlir
// RUN: env AG_CUDA_DRIVER=%emulator AG_EMULATOR=sm=87 ag-compile %t.cuda.mlir --march=native -v -o %t.ptx 2>&1 | FileCheck %s --check-prefix=SILENT
// RUN: ag-opt --march=native %s --to=trace -o %t.mlir
// RUN: ag-compile %t.mlir -o %t.again.o
// RUN: ag-compile %t.mlir --march=native -o %t.again.o

// A program with cache sizes keeps them, and rejects another target.
// RUN: sed 's/^module/module attributes {ag.target = {kind = "cpu", march = "znver4", caches = array<i64: 32768, 524288, 1048576>}}/' %s > %t.own.mlir
// RUN: ag-opt %t.own.mlir --ag-set-target=threads=2 | FileCheck %s --check-prefix=OWN
// OWN: ag.target = {caches = array<i64: 32768, 524288, 1048576>, kind = "cpu", march = "znver4", threads = 2 : i64}
// RUN: not ag-opt %t.own.mlir --ag-set-target=march=znver4 2>&1 | FileCheck %s --check-prefix=OTHER
// OTHER: error: march znver4 is asked for, but the program is for znver4 with caches of 32768, 524288, 1048576 bytes, as its ag.target says
// RUN: ag-opt %t.own.mlir --to=lower -o /dev/null
module {
  func.func @f(%x: tensor<8xf32>) -> tensor<8xf32> {
    %0 = ag.exp %x : tensor<8xf32>
    return %0 : tensor<8xf32>
  }
}
