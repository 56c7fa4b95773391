/*===- CudaProgram.h - a program on a GPU -------------------------*- C -*-===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* What does load create on a GPU for run?
|*
\*===----------------------------------------------------------------------===*/
#ifndef AG_RUNTIME_CUDAPROGRAM_H
#define AG_RUNTIME_CUDAPROGRAM_H

#include "CudaDevice.h"
#include "ag-runtime/Cuda.h"
#include <stdbool.h>

/* A program on a GPU, in an allocation separate from the model. Pointers are
 * NULL until their objects exist, so that unload can free a program that was
 * loaded only partially. */
typedef struct ag_rt_cuda_program {
  ag_rt_cuda_device device; /* retained if it has a context */
  const ag_rt_device_code *code;
  bool waits;      /* after each launch, because of AG_CUDA_SYNC */
  int most_blocks; /* of one launch */
  uint64_t memory; /* holds the parameters of runs, and all constants; or 0 */
  void *module;
  void **constants;  /* their addresses, which follow the functions */
  void *functions[]; /* one for each kernel */
} ag_rt_cuda_program;

/* Compiles the PTX and sets `module` and `functions`. The GPU's context must be
 * current. Messages use `name`, that of the program. On failure, the caller
 * frees the objects that were created. */
int32_t ag_rt_cuda_load_kernels(ag_rt_cuda_program *program, const char *name,
                                ag_context *ctx);

/* Runs the kernels of load on ctx->stream, and waits for them. The GPU's
 * context must be current, and `model` points to the memory of all
 * parameters. */
int32_t ag_rt_cuda_prepare(const ag_rt_model *model, void *workspace,
                           ag_context *ctx);

#endif /* AG_RUNTIME_CUDAPROGRAM_H */
