/*===- TestProgram.h - a program for CUDA as it is emitted --------*- C -*-===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* Which CUDA program do the runtime's tests call?
|*
|* The parameters are b and w of f32[4], and batch is in 0..64:
|*   main(x: f32[batch, 4]) -> y: f32[batch, 4]
|*     copies x to the workspace, then y = the copy + w, one block a row;
|*   huge, of the same tensors, launches 2^31 blocks;
|*   many, of the same tensors, launches 50 kernels;
|*   fixed, of the same tensors, copies the second constant to the first row of
|*     y; the first one has no elements.
|*
\*===----------------------------------------------------------------------===*/
#ifndef AG_TEST_UNIT_RUNTIME_CUDA_TESTPROGRAM_H
#define AG_TEST_UNIT_RUNTIME_CUDA_TESTPROGRAM_H

#include "ag-runtime/Cuda.h"

#ifdef __cplusplus
extern "C" {
#endif
extern const ag_rt_device_code cudaCode;
extern const ag_rt_module cudaModule;         /* parameters from a file */
extern const ag_rt_module cudaEmbeddedModule; /* parameters embedded */
#ifdef __cplusplus
}
#endif

#endif /* AG_TEST_UNIT_RUNTIME_CUDA_TESTPROGRAM_H */
