/*===- Check.h - whether tensors are what the program takes -------*- C -*-===//
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

/* What one run checks, and what the checks find out on the way. */
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

/* How many sizes all results of an entry have. */
int64_t ag_rt_extent_count(const ag_rt_entry *entry);

/* Whether given symbols' values are in their ranges, and the sizes that follow
 * from them fit into 63 bits; fills extents and workspace_bytes. */
int32_t ag_rt_check_dims(ag_rt_call *call);

/* Fills `dims` from the arguments' shapes, then as above; whether arguments and
 * results have the types, sizes, strides and memory that they must. */
int32_t ag_rt_check_tensors(ag_rt_call *call);

/* Whether results overlap with nothing that they may not, and the workspace
 * suffices. */
int32_t ag_rt_check_memory(const ag_rt_call *call,
                           const ag_workspace *workspace);

#endif /* AG_RUNTIME_CHECK_H */
