// What native is: with -v in words, in the program as a target of its own, which
// any machine compiles alike.
// RUN: ag-compile %s --march=native -v -o %t.o 2>&1 | FileCheck %s --check-prefix=FOUND
// RUN: ag-compile %s --march=native -o %t.o 2>&1 | FileCheck %s --check-prefix=SILENT
// RUN: ag-compile %s -v -o %t.o 2>&1 | FileCheck %s --check-prefix=SILENT
// FOUND: native: {{the host is named|LLVM has no name for the host}}{{.*}}; {{cache sizes from cpuid: L1|cpuid has no usable cache sizes}}
// SILENT-NOT: native:
// A program that is for cuda has another native, if any.
// RUN: sed 's/^module/module attributes {ag.target = {kind = "cuda"}}/' %s > %t.cuda.mlir
// RUN: env AG_CUDA_DRIVER=%emulator AG_EMULATOR=sm=87 ag-compile %t.cuda.mlir --march=native -v -o %t.ptx 2>&1 | FileCheck %s --check-prefix=SILENT
// RUN: ag-opt --march=native %s --to=trace -o %t.mlir
// RUN: ag-compile %t.mlir -o %t.again.o
// RUN: ag-compile %t.mlir --march=native -o %t.again.o

// A program that has caches keeps them, and is not for other ones.
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
