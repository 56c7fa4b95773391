/*===- Files.h - arrays in files and in memory --------------------*- C -*-===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* How does an executable read arrays from files and write them?
|*
\*===----------------------------------------------------------------------===*/
#ifndef AG_RUNTIME_FILES_H
#define AG_RUNTIME_FILES_H

#include "Npy.h"
#include <stdio.h>

/* An array that owns its memory. `data` begins at a multiple of 64 bytes and is
 * freed by `free`. */
typedef struct ag_rt_array {
  ag_rt_npy npy;
  void *data;
  size_t bytes;
} ag_rt_array;

/* Allocates at least `bytes`, at a multiple of 64. Returns NULL if there is no
 * memory. */
void *ag_rt_allocate_aligned(size_t bytes);

/* Creates an array with uninitialized elements. Like the functions below,
 * returns false and writes a message on failure. */
bool ag_rt_make_array(DLDataType dtype, int32_t rank, const int64_t *shape,
                      ag_rt_array *array, char *message, size_t message_bytes);

/* Reads a .npy file; `-` is standard input. */
bool ag_rt_read_array(const char *path, ag_rt_array *array, char *message,
                      size_t message_bytes);

/* Writes a .npy file: first to a temporary file beside it, which is renamed
 * when complete. `-` is standard output. */
bool ag_rt_write_array(const char *path, const ag_rt_array *array,
                       char *message, size_t message_bytes);

/* Returns a view of the array, which must outlive it. */
DLTensor ag_rt_view_array(const ag_rt_array *array);

#endif /* AG_RUNTIME_FILES_H */
