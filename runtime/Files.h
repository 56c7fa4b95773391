/*===- Files.h - arrays in files and in memory --------------------*- C -*-===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* How do an executable's arrays come from files, and get to files?
|*
\*===----------------------------------------------------------------------===*/
#ifndef AG_RUNTIME_FILES_H
#define AG_RUNTIME_FILES_H

#include "Npy.h"
#include <stdio.h>

/* An array with its own memory: `data`, to be freed by `free`, begins at a
 * multiple of 64 bytes. */
typedef struct ag_rt_array {
  ag_rt_npy npy;
  void *data;
  size_t bytes;
} ag_rt_array;

/* Memory of at least `bytes`, at a multiple of 64; NULL if there is none. */
void *ag_rt_allocate_aligned(size_t bytes);

/* An array without values yet. As all here: false with a message. */
bool ag_rt_make_array(DLDataType dtype, int32_t rank, const int64_t *shape,
                      ag_rt_array *array, char *message, size_t message_bytes);

/* Reads a .npy file; `-` is standard input. */
bool ag_rt_read_array(const char *path, ag_rt_array *array, char *message,
                      size_t message_bytes);

/* Writes a .npy file, beside its place first and renamed when whole; `-` is
 * standard output. */
bool ag_rt_write_array(const char *path, const ag_rt_array *array,
                       char *message, size_t message_bytes);

/* The array as calls take it, for as long as it lives. */
DLTensor ag_rt_view_array(const ag_rt_array *array);

#endif /* AG_RUNTIME_FILES_H */
