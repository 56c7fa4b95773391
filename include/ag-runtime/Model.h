/*===- Model.h - a loaded program ---------------------------------*- C -*-===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* What does load leave for run, and where does it take memory from? Only the
|* compiler that made a program reads its model.
|*
\*===----------------------------------------------------------------------===*/
#ifndef AG_RUNTIME_MODEL_H
#define AG_RUNTIME_MODEL_H

#include "ag-runtime/Runtime.h"

/* The context's callbacks, or the C library's. A model keeps a copy, as its
 * context may be gone when it is unloaded. */
typedef struct ag_rt_allocator {
  void *(*allocate)(void *user, size_t bytes, size_t alignment);
  void (*deallocate)(void *user, void *memory);
  void *user;
} ag_rt_allocator;

/* One allocation: this, then the parameters that load makes, and copies of
 * those that lay misaligned in their file. */
struct ag_rt_model {
  const ag_rt_module *module;
  ag_rt_allocator allocator;
  DLDevice device; /* where its parameters and all tensors are */
  struct ag_rt_cuda_program *cuda; /* of a program for CUDA, else NULL */
  void *mapping;                   /* the weights file, or NULL */
  size_t mapping_bytes;
  /* First elements, in the module's order; NULL of those that are not in a
   * prepared file, as load alone uses them. */
  const void *parameters[];
};

#endif /* AG_RUNTIME_MODEL_H */
