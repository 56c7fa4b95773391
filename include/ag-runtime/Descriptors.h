/*===- Descriptors.h - constants emitted for the runtime ----------*- C -*-===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* Which constants does the compiler emit so that the runtime can load a program
|* and check its calls?
|*
|* For  @main(%x: tensor<?x4xf32>) -> tensor<?x4xf32>  with
|* ag.dims ["batch", 4], ag.ranges {batch = [1, 64]} and one parameter "w":
|*
|*   symbols    {"batch", 1, 64}
|*   arguments  {"x", f32, 2, {AG_RT_SYMBOL(0), 4}, -1}
|*   results    {"",  f32, 2, {AG_RT_SYMBOL(0), 4}, -1}
|*   shapes     dims = {batch}  ->  extents = {batch, 4}, bytes = 16 * batch
|*   kernel     buffers = {x, result 0, w}, dims = {batch}
|*
|* If the program uses only the transpose of w, load computes it. load is an
|* entry without arguments, whose result is a second parameter:
|*
|*   load       buffers = {prepared, w, prepared}
|*   kernel     buffers = {x, result 0, w, prepared}, dims = {batch}
|*
|* Every count is an int64_t and every list a pointer to constants, NULL if the
|* count is 0. A missing name is "". Messages then use numbers, as in
|* `argument 0` or `dimension 1 of argument x`.
|*
\*===----------------------------------------------------------------------===*/
#ifndef AG_RUNTIME_DESCRIPTORS_H
#define AG_RUNTIME_DESCRIPTORS_H

#include "ag-runtime/ABI.h"

/* A size in a tensor's `dims`: a number (0 or more); a symbol, by its index in
 * the entry's symbols; or, in results only, a size that `shapes` computes. */
#define AG_RT_SYMBOL(index) (-1 - (int64_t)(index))
#define AG_RT_COMPUTED INT64_MIN

/* A size that is known at the call, with its inclusive range. Each symbol
 * occurs in at least one argument. */
typedef struct ag_rt_symbol {
  const char *name;
  int64_t min;
  int64_t max;
} ag_rt_symbol;

/* An argument or a result. `alias` is the argument whose buffer a result must
 * have; -1 if there is none. */
typedef struct ag_rt_tensor {
  const char *name;
  DLDataType dtype;
  int32_t rank;
  const int64_t *dims;
  int64_t alias;
} ag_rt_tensor;

/* A parameter. `data` is its value if embedded, else NULL. `in_run` is nonzero
 * if entries use it, and 0 if only load does. */
typedef struct ag_rt_parameter {
  const char *name;
  DLDataType dtype;
  int32_t rank;
  const int64_t *shape;
  const void *data;
  int64_t in_run;
} ag_rt_parameter;

/* Computes the extents of all results, one after the other, and the workspace's
 * bytes from the symbols' values. A number that overflows int64_t is written as
 * a negative number. Returns AG_OK; or the status of ag_rt_fail, without
 * writing anything, if the program requires other sizes. */
typedef int32_t ag_rt_shapes(const int64_t *dims, int64_t *result_extents,
                             int64_t *workspace_bytes, ag_context *ctx);

/* The code of an entry. `buffers` point to the first elements of the arguments,
 * the results and all parameters of the module, in this order. Returns AG_OK,
 * or the status of ag_rt_fail. */
typedef int32_t ag_rt_kernel(void *const *buffers, const int64_t *dims,
                             void *workspace, ag_context *ctx);

/* One public function. `workspace_alignment` is a power of two. */
typedef struct ag_rt_entry {
  const char *name;
  int64_t symbol_count;
  const ag_rt_symbol *symbols;
  int64_t argument_count;
  const ag_rt_tensor *arguments;
  int64_t result_count;
  const ag_rt_tensor *results;
  int64_t workspace_alignment;
  ag_rt_shapes *shapes;
  ag_rt_kernel *kernel;
} ag_rt_entry;

/* An artefact. `features` are the CPU features that its code needs, by the
 * names in CpuFeatures.def; `max_threads` is --threads. The first
 * `parameter_count` parameters are embedded or in the weights file. The
 * `prepared_count` others are those that `load` computes from them; `load` is
 * NULL if there are none. */
typedef struct ag_rt_module {
  const char *name;
  int64_t feature_count;
  const char *const *features;
  int64_t parameter_count;
  int64_t prepared_count;
  const ag_rt_parameter *parameters;
  const ag_rt_entry *load;
  const char *load_hash; /* in the label of a file that this load prepared */
  const char *march;     /* --march */
  int64_t entry_count;
  const ag_rt_entry *entries;
  int64_t max_threads;
  const char *info; /* the JSON text that MODULE_info returns */
} ag_rt_module;

#endif /* AG_RUNTIME_DESCRIPTORS_H */
