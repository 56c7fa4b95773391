/*===- Files.c - arrays in files and in memory ----------------------------===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* How does an executable read arrays from files and write them?
|*
\*===----------------------------------------------------------------------===*/
#include "Files.h"
#include "Operand.h"
#include "Output.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

void *ag_rt_allocate_aligned(size_t bytes) {
  size_t line = 64;
  if (bytes > SIZE_MAX - 2 * line)
    return NULL;
  return aligned_alloc(line, (bytes / line + 1) * line);
}

DLTensor ag_rt_view_array(const ag_rt_array *array) {
  DLTensor view = {array->data,
                   {kDLCPU, 0},
                   array->npy.rank,
                   array->npy.dtype,
                   NULL,
                   NULL,
                   0};
  view.shape = (int64_t *)array->npy.shape;
  return view;
}

static bool report(char *message, size_t message_bytes, const char *path,
                   const char *what) {
  snprintf(message, message_bytes, "%.200s: %s", path, what);
  return false;
}

bool ag_rt_make_array(DLDataType dtype, int32_t rank, const int64_t *shape,
                      ag_rt_array *array, char *message, size_t message_bytes) {
  int64_t bytes;
  if (rank > AG_RT_NPY_MAX_RANK)
    return report(message, message_bytes, "result",
                  "has more than 16 dimensions");
  array->npy.dtype = dtype;
  array->npy.rank = rank;
  if (rank > 0)
    memcpy(array->npy.shape, shape, (size_t)rank * sizeof(int64_t));
  DLTensor view = ag_rt_view_array(array);
  if (!ag_rt_count_bytes(&view, &bytes))
    return report(message, message_bytes, "result",
                  "takes more than 2^63 bytes");
  array->bytes = (size_t)bytes;
  array->data = ag_rt_allocate_aligned(array->bytes);
  return array->data ||
         report(message, message_bytes, "result", "there is no memory for it");
}

/*===----------------------------------------------------------------------===*\
|* Reading
\*===----------------------------------------------------------------------===*/

/* Returns all bytes of a stream, which the caller frees; NULL with errno set on
 * failure. */
static char *read_all(FILE *stream, size_t *bytes) {
  size_t room = 1 << 16;
  char *all = malloc(room);
  *bytes = 0;
  while (all) {
    *bytes += fread(all + *bytes, 1, room - *bytes, stream);
    if (*bytes < room)
      break;
    char *larger = room <= SIZE_MAX / 2 ? realloc(all, room *= 2) : NULL;
    if (!larger)
      free(all);
    all = larger;
  }
  if (all && ferror(stream)) {
    free(all);
    return NULL;
  }
  return all;
}

/* Copies the data of a file to the array's own memory. Returns false if there
 * is none. */
static bool copy_data(const char *file, size_t bytes, ag_rt_array *array) {
  array->bytes = bytes - array->npy.begin;
  array->data = ag_rt_allocate_aligned(array->bytes);
  if (array->data)
    memcpy(array->data, file + array->npy.begin, array->bytes);
  return array->data != NULL;
}

bool ag_rt_read_array(const char *path, ag_rt_array *array, char *message,
                      size_t message_bytes) {
  bool is_stdin = strcmp(path, "-") == 0;
  FILE *stream = is_stdin ? stdin : fopen(path, "rb");
  if (!stream)
    return report(message, message_bytes, path, strerror(errno));
  size_t bytes;
  char *file = read_all(stream, &bytes);
  int error = errno;
  if (!is_stdin)
    fclose(stream);
  if (!file)
    return report(message, message_bytes, path, strerror(error));
  char wrong[256];
  bool good = ag_rt_npy_parse(file, bytes, &array->npy, wrong, sizeof(wrong));
  if (!good)
    report(message, message_bytes, path, wrong);
  else if (!copy_data(file, bytes, array))
    good = report(message, message_bytes, path, strerror(ENOMEM));
  free(file);
  return good;
}

/*===----------------------------------------------------------------------===*\
|* Writing
\*===----------------------------------------------------------------------===*/

static bool write_stream(FILE *stream, const ag_rt_array *array) {
  char header[AG_RT_NPY_HEADER_BYTES];
  size_t length = ag_rt_npy_header(array->npy.dtype, array->npy.rank,
                                   array->npy.shape, header);
  return fwrite(header, 1, length, stream) == length &&
         fwrite(array->data, 1, array->bytes, stream) == array->bytes &&
         fflush(stream) == 0;
}

bool ag_rt_write_array(const char *path, const ag_rt_array *array,
                       char *message, size_t message_bytes) {
  ag_rt_output output;
  return (ag_rt_open_output(path, &output) &&
          ag_rt_close_output(&output, write_stream(output.stream, array))) ||
         report(message, message_bytes, path, strerror(errno));
}
