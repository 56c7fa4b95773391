// `native` is the highest march that GPU 0 runs, for every tool; the program records it.

// RUN: env AG_CUDA_DRIVER=%emulator AG_EMULATOR=sm=86 ag-compile %s --target=cuda --march=native -o %t.ptx
// RUN: FileCheck %s --check-prefix=PTX --input-file=%t.ptx
// PTX: .target sm_86
// RUN: env AG_CUDA_DRIVER=%emulator AG_EMULATOR=sm=87 ag-opt %s --target=cuda --march=native --to=schedule | FileCheck %s --check-prefix=SM86
// SM86: ag.target = {kind = "cuda", march = "sm_86"}
// RUN: env AG_CUDA_DRIVER=%emulator AG_EMULATOR=sm=90 ag-opt %s --ag-set-target='target=cuda march=native' -o %t.90.mlir
// RUN: FileCheck %s --check-prefix=SM90 --input-file=%t.90.mlir
// SM90: ag.target = {kind = "cuda", march = "sm_90"}

// A march other than the program's is rejected, although this GPU would run it.
// RUN: env AG_CUDA_DRIVER=%emulator AG_EMULATOR=sm=86 not ag-opt %s --target=cuda --march=sm_80 --ag-set-target='march=native' 2>&1 | FileCheck %s --check-prefix=OTHER
// OTHER: error: march sm_86 is asked for, but the program is for sm_80

// ag-run queries the emulator on which it runs.
// RUN: env -u AG_CUDA_DRIVER ag-run %s --on=emulator --march=native --input=ones | FileCheck %s --check-prefix=VALUES
// VALUES: f32[4] [-1, -1, -1, -1]

// RUN: env AG_CUDA_DRIVER=none.so not ag-compile %s --target=cuda --march=native -o %t.o 2>&1 | FileCheck %s --check-prefix=NONE
// NONE: error: --march=native: an NVIDIA GPU and its driver are needed: none.so: cannot open
// RUN: env AG_CUDA_DRIVER=libm.so.6 not ag-compile %s --target=cuda --march=native -o %t.o 2>&1 | FileCheck %s --check-prefix=FUNCTION
// FUNCTION: error: --march=native: the CUDA driver libm.so.6 has no function cuInit
// RUN: cc -std=c11 -Wall -Wextra -Werror -shared -fPIC %S/Inputs/other-gpu.c -o %t.old.so
// RUN: env AG_CUDA_DRIVER=%t.old.so not ag-compile %s --target=cuda --march=native -o %t.o 2>&1 | FileCheck %s --check-prefix=OLD
// OLD: error: --march=native: this machine's GPU is an sm_75; expected one that runs programs for sm_80
// RUN: cc -std=c11 -Wall -Wextra -Werror -shared -fPIC -DNO_GPU %S/Inputs/other-gpu.c -o %t.no.so
// RUN: env AG_CUDA_DRIVER=%t.no.so not ag-compile %s --target=cuda --march=native -o %t.o 2>&1 | FileCheck %s --check-prefix=GPU
// GPU: error: --march=native: the CUDA driver offers no GPU: no CUDA-capable device is detected (100)

func.func @f(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = ag.neg %x : tensor<4xf32>
  return %0 : tensor<4xf32>
}
