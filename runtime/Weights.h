/*===- Weights.h - an opened weights file -------------------------*- C -*-===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* How does a safetensors file come into memory?
|*
\*===----------------------------------------------------------------------===*/
#ifndef AG_RUNTIME_WEIGHTS_H
#define AG_RUNTIME_WEIGHTS_H

#include "ag-runtime/Model.h"
#include "ag-runtime/Safetensors.h"
#include <stdbool.h>

/* What the context asks for. */
ag_rt_allocator ag_rt_allocator_of(const ag_context *ctx);

/* A mapped file and its table of contents. */
typedef struct ag_rt_weights {
  const char *path;
  void *mapping;
  size_t bytes;
  ag_safetensors_tensor *table;
  int64_t count;
  bool prepared; /* it holds what a program's load made: see Prepare.h */
} ag_rt_weights;

/* The path for a message: its last bytes, so that the rest has room. */
const char *ag_rt_short_path(const char *path);

/* Maps the file read-only and reads its header. On failure nothing is held. */
int32_t ag_rt_open_weights(const char *path, ag_context *ctx,
                           const ag_rt_allocator *allocator,
                           ag_rt_weights *weights);

/* Frees the table; unmaps the file too, unless a model has taken it over. */
void ag_rt_close_weights(ag_rt_weights *weights,
                         const ag_rt_allocator *allocator);

#endif /* AG_RUNTIME_WEIGHTS_H */
