// Options that a GPU does not support are rejected by name; a missing GPU is an error of load.

// RUN: not ag-compile %s --target=cuda --emit=so -o %t.so 2>&1 | FileCheck %s --check-prefix=SO
// SO: error: --emit=so: is not for target=cuda; expected one of mlir, linalg, llvm, ptx, obj, exe
// RUN: not ag-compile %s --emit=ptx -o %t.ptx 2>&1 | FileCheck %s --check-prefix=PTX
// PTX: error: --emit=ptx: is not for target=cpu; expected one of mlir,
// RUN: not ag-compile %s --target=cuda --sanitize=address -o %t.o 2>&1 | FileCheck %s --check-prefix=SANITIZE
// SANITIZE: error: --sanitize=address: is for target=cpu
// RUN: not ag-compile %s --target=cuda --weights=none.safetensors -o %t.o 2>&1 | FileCheck %s --check-prefix=WEIGHTS
// WEIGHTS: error: --weights: cannot read none.safetensors: No such file or directory
// RUN: not ag-compile %s --target=cuda --threads=2 -o %t.o 2>&1 | FileCheck %s --check-prefix=THREADS
// THREADS: threads=2: is for target=cpu
// RUN: not ag-compile %s --target=cuda --march=x86-64-v3 -o %t.o 2>&1 | FileCheck %s --check-prefix=MARCH
// MARCH: march=x86-64-v3: no such GPU; expected sm_80,
// RUN: not ag-compile %s --target=cuda --shard=tp2 -o %t.o 2>&1 | FileCheck %s --check-prefix=SHARD
// SHARD: error: the program is that of one rank
// RUN: not ag-run %s --on=emulator --target=cpu --input=ones 2>&1 | FileCheck %s --check-prefix=ON
// RUN: not ag-run %s --on=cpu --target=cuda --input=ones 2>&1 | FileCheck %s --check-prefix=ON
// ON: error: --target={{cpu|cuda}}: --on asks for another
// RUN: env AG_CUDA_DRIVER=none.so not ag-run %s --on=cuda --verify-grad 2>&1 | FileCheck %s --check-prefix=GRAD
// RUN: env AG_CUDA_DRIVER=none.so not ag-compile %s --target=cuda --verify-grad -o %t.o 2>&1 | FileCheck %s --check-prefix=GRAD
// RUN: ag-opt %s --ag-set-target='target=cuda' -o %t.cuda.mlir
// RUN: env AG_CUDA_DRIVER=none.so not ag-run %t.cuda.mlir --verify-grad 2>&1 | FileCheck %s --check-prefix=GRAD
// GRAD-NOT: compiled against interpreted
// GRAD: error: {{[a-z_]+}} needs an NVIDIA GPU and its driver: none.so:
// GRAD-NOT: compiled against interpreted
// RUN: env AG_CUDA_DRIVER=none.so not ag-run %s --on=cuda --input=ones 2>&1 | FileCheck %s --check-prefix=DRIVER
// DRIVER: error: module needs an NVIDIA GPU and its driver: none.so:

// Kernels are numbered in the order of one gpu.module.
// RUN: ag-opt %s --lower=cuda -o %t.lower.mlir
// RUN: sed 's/^  gpu.module @kernels/  gpu.module @others {\n  }\n&/' %t.lower.mlir > %t.two.mlir
// RUN: not ag-compile %t.two.mlir -o %t.o 2>&1 | FileCheck %s --check-prefix=TWO
// TWO: two.mlir:{{[0-9]+}}:{{[0-9]+}}: error: expected one gpu.module, with all kernels, but there are 2
// RUN: sed '/^  gpu.module/,/^  }/d' %t.lower.mlir > %t.none.mlir
// RUN: not ag-compile %t.none.mlir -o %t.o 2>&1 | FileCheck %s --check-prefix=NONE
// NONE: error: expected one gpu.module, with all kernels, but there are 0

func.func @f(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = ag.neg %x : tensor<4xf32>
  return %0 : tensor<4xf32>
}
