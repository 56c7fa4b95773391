/*===- Weights.h - an opened weights file -------------------------*- C -*-===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* How is a safetensors file mapped into memory?
|*
\*===----------------------------------------------------------------------===*/
#ifndef AG_RUNTIME_WEIGHTS_H
#define AG_RUNTIME_WEIGHTS_H

#include "ag-runtime/Model.h"
#include "ag-runtime/Safetensors.h"
#include <stdbool.h>

/* Returns the context's allocator, or the C library's if it has none. */
ag_rt_allocator ag_rt_allocator_of(const ag_context *ctx);

/* A mapped file and its table of contents. */
typedef struct ag_rt_weights {
  const char *path;
  void *mapping;
  size_t bytes;
  ag_safetensors_tensor *table;
  int64_t count;
  bool prepared; /* it contains prepared parameters: see Prepare.h */
} ag_rt_weights;

/* Returns the path's last 200 bytes, so that a message has room for the
 * rest. */
const char *ag_rt_short_path(const char *path);

/* Maps the file read-only and reads its header. On failure, nothing stays
 * mapped or allocated. */
int32_t ag_rt_open_weights(const char *path, ag_context *ctx,
                           const ag_rt_allocator *allocator,
                           ag_rt_weights *weights);

/* Frees the table. Unmaps the file unless a model owns the mapping. */
void ag_rt_close_weights(ag_rt_weights *weights,
                         const ag_rt_allocator *allocator);

#endif /* AG_RUNTIME_WEIGHTS_H */
