/*===- Npy.h - numpy's file format for one array ------------------*- C -*-===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* How are arrays read from, and written to, .npy files by an executable?
|*
|* The format is that of ag/Support/Tensor/Npy.h, with its strictness; a rank is
|* at most AG_RT_NPY_MAX_RANK. Nothing here allocates.
|*
\*===----------------------------------------------------------------------===*/
#ifndef AG_RUNTIME_NPY_H
#define AG_RUNTIME_NPY_H

#include "ag-runtime/ABI.h"
#include <stdbool.h>

#define AG_RT_NPY_MAX_RANK 16

/* The array of a file; its data takes the bytes from `begin` to the end. */
typedef struct ag_rt_npy {
  DLDataType dtype;
  int32_t rank;
  int64_t shape[AG_RT_NPY_MAX_RANK];
  size_t begin;
} ag_rt_npy;

/* Reads the file that lies at `file`; false with a sentence in `message`. */
bool ag_rt_npy_parse(const void *file, size_t bytes, ag_rt_npy *array,
                     char *message, size_t message_bytes);

/* Enough for the header of any array. */
enum { AG_RT_NPY_HEADER_BYTES = 512 };

/* Writes what stands before the data of an array of a type that programs have
 * and of at most the rank above; returns its length. */
size_t ag_rt_npy_header(DLDataType dtype, int32_t rank, const int64_t *shape,
                        char header[AG_RT_NPY_HEADER_BYTES]);

#endif /* AG_RUNTIME_NPY_H */
