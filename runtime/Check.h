/*===- Check.h - checks of the tensors of a call ------------------*- C -*-===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* Do tensors and sizes agree with an entry's descriptors?
|*
\*===----------------------------------------------------------------------===*/
#ifndef AG_RUNTIME_CHECK_H
#define AG_RUNTIME_CHECK_H

#include "ag-runtime/Runtime.h"

/* The tensors of one call, and the sizes that the checks determine. */
typedef struct ag_rt_call {
  const ag_rt_entry *entry;
  const DLTensor *arguments;
  const DLTensor *results;
  ag_context *ctx;
  DLDevice device;  /* where all tensors must be */
  int64_t *dims;    /* the symbols' values */
  int64_t *extents; /* the results' sizes, one result after the other */
  int64_t workspace_bytes;
} ag_rt_call;

/* Returns the sum of the ranks of an entry's results. */
int64_t ag_rt_extent_count(const ag_rt_entry *entry);

/* Checks that the values of symbols in `dims` are in their ranges, and that the
 * resulting sizes fit in 63 bits. Sets `extents` and `workspace_bytes`. */
int32_t ag_rt_check_dims(ag_rt_call *call);

/* Sets `dims` from the shapes of arguments, and then `extents` and
 * `workspace_bytes`. Checks the devices, types, sizes, strides and data
 * pointers of arguments and results. */
int32_t ag_rt_check_tensors(ag_rt_call *call);

/* Checks that results and the workspace do not overlap with other memory of the
 * call, and that the workspace is large enough. Only a result and the argument
 * that it aliases have the same memory. */
int32_t ag_rt_check_memory(const ag_rt_call *call,
                           const ag_workspace *workspace);

#endif /* AG_RUNTIME_CHECK_H */
