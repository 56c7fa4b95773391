/*===- Model.h - a loaded program ---------------------------------*- C -*-===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* What does a model contain, which load creates for run, and which allocator
|* does it use? Besides the runtime, only the compiler that produced the program
|* reads a model.
|*
\*===----------------------------------------------------------------------===*/
#ifndef AG_RUNTIME_MODEL_H
#define AG_RUNTIME_MODEL_H

#include "ag-runtime/Runtime.h"

/* The context's callbacks, or the C library's. A model has a copy, because its
 * context may not exist any more when it is unloaded. */
typedef struct ag_rt_allocator {
  void *(*allocate)(void *user, size_t bytes, size_t alignment);
  void (*deallocate)(void *user, void *memory);
  void *user;
} ag_rt_allocator;

/* A model. Its allocation also contains the parameters that load computes, and
 * copies of those that were given misaligned. */
struct ag_rt_model {
  const ag_rt_module *module;
  ag_rt_allocator allocator;
  DLDevice device;                 /* of its parameters and all tensors */
  struct ag_rt_cuda_program *cuda; /* of a program for CUDA, else NULL */
  void *mapping;                   /* the weights file, or NULL */
  size_t mapping_bytes;
  /* First elements, in the module's order; NULL for parameters that a prepared
   * file does not contain because only load uses them. */
  const void *parameters[];
};

#endif /* AG_RUNTIME_MODEL_H */
