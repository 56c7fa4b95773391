/*===- Weights.h - the tensors that load is given -----------------*- C -*-===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* How are the tensors found that load is given, whether they are in a
|* safetensors file or in the caller's memory?
|*
\*===----------------------------------------------------------------------===*/
#ifndef AG_RUNTIME_WEIGHTS_H
#define AG_RUNTIME_WEIGHTS_H

#include "ag-runtime/Model.h"
#include "ag-runtime/Safetensors.h"
#include <stdbool.h>

/* Returns the context's allocator, or the C library's if it has none. */
ag_rt_allocator ag_rt_allocator_of(const ag_context *ctx);

/* The weights that a caller passes to load: a file, or tensors in memory. */
typedef struct ag_rt_given {
  bool is_file;
  const char *path; /* NULL if there is no file */
  const ag_named_tensor *tensors;
  size_t count;
} ag_rt_given;

/* A mapped file and its table of contents, or tensors in memory. */
typedef struct ag_rt_weights {
  const char *path; /* of a file, else NULL */
  void *mapping;
  size_t bytes;
  ag_safetensors_tensor *table;
  int64_t count;
  const ag_named_tensor **tensors; /* in memory, sorted by name, or NULL */
  size_t tensor_count;
  bool prepared; /* they contain prepared parameters: see Prepare.h */
} ag_rt_weights;

/* Returns the path's last 200 bytes, so that a message has room for the
 * rest. */
const char *ag_rt_short_path(const char *path);

/* Returns what messages call the weights: the path, shortened, or
 * "load_tensors". */
const char *ag_rt_weights_name(const ag_rt_weights *weights);

/* Maps a file read-only and reads its header, or sorts tensors in memory. There
 * may be no file. On failure, nothing stays mapped or allocated. */
int32_t ag_rt_open_weights(const ag_rt_given *given, ag_context *ctx,
                           const ag_rt_allocator *allocator,
                           ag_rt_weights *weights);

/* Sets `found` to the tensor `name`, whose data is where it was given. The name
 * in `found` is `name`. Returns false if there is no such tensor. */
bool ag_rt_find_weight(const ag_rt_weights *weights, const char *name,
                       ag_named_tensor *found);

/* Frees the table. Unmaps the file unless a model owns the mapping. */
void ag_rt_close_weights(ag_rt_weights *weights,
                         const ag_rt_allocator *allocator);

#endif /* AG_RUNTIME_WEIGHTS_H */
