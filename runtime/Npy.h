/*===- Npy.h - numpy's file format for one array ------------------*- C -*-===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* How does an executable read and write the contents of .npy files?
|*
|* The format is that of ag/Support/Tensor/Npy.h, and as strict. A rank is at
|* most AG_RT_NPY_MAX_RANK. These functions do not allocate memory.
|*
\*===----------------------------------------------------------------------===*/
#ifndef AG_RUNTIME_NPY_H
#define AG_RUNTIME_NPY_H

#include "ag-runtime/ABI.h"
#include <stdbool.h>

#define AG_RT_NPY_MAX_RANK 16

/* The array in a file. Its data are the bytes from `begin` to the end. */
typedef struct ag_rt_npy {
  DLDataType dtype;
  int32_t rank;
  int64_t shape[AG_RT_NPY_MAX_RANK];
  size_t begin;
} ag_rt_npy;

/* Parses the file in memory at `file`. On failure, returns false and writes a
 * sentence to `message`. */
bool ag_rt_npy_parse(const void *file, size_t bytes, ag_rt_npy *array,
                     char *message, size_t message_bytes);

/* An upper bound on the length of headers. */
enum { AG_RT_NPY_HEADER_BYTES = 512 };

/* Writes the bytes that precede the data of an array, and returns their number.
 * `dtype` must be an element type of programs, and `rank` at most
 * AG_RT_NPY_MAX_RANK. */
size_t ag_rt_npy_header(DLDataType dtype, int32_t rank, const int64_t *shape,
                        char header[AG_RT_NPY_HEADER_BYTES]);

#endif /* AG_RUNTIME_NPY_H */
