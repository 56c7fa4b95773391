/*===- CudaProgram.h - a program on a GPU -------------------------*- C -*-===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* What does load leave on a GPU for run?
|*
\*===----------------------------------------------------------------------===*/
#ifndef AG_RUNTIME_CUDAPROGRAM_H
#define AG_RUNTIME_CUDAPROGRAM_H

#include "CudaDevice.h"
#include "ag-runtime/Cuda.h"
#include <stdbool.h>

/* An allocation of its own beside the model. What is not made yet is NULL, so
 * that unload takes apart a program that failed on the way. */
typedef struct ag_rt_cuda_program {
  ag_rt_cuda_device device; /* retained if it has a context */
  const ag_rt_device_code *code;
  bool waits;      /* AG_CUDA_SYNC: after each launch */
  int most_blocks; /* of one launch */
  uint64_t memory; /* holds all parameters, then all constants; or 0 */
  void *module;
  void **constants;  /* their addresses, which follow the functions */
  void *functions[]; /* one for each kernel */
} ag_rt_cuda_program;

/* Compiles the PTX and fills module and functions. The GPU is entered; `name`,
 * of the program, is for messages. What was made stays on failure. */
int32_t ag_rt_cuda_load_kernels(ag_rt_cuda_program *program, const char *name,
                                ag_context *ctx);

#endif /* AG_RUNTIME_CUDAPROGRAM_H */
