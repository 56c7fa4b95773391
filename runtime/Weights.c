/*===- Weights.c - an opened weights file ---------------------------------===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* How is a safetensors file mapped into memory?
|*
|* Its pages are read at their first use, and all processes that use the file
|* share them.
|*
\*===----------------------------------------------------------------------===*/
#define _POSIX_C_SOURCE 200809L
#include "Weights.h"
#include "Message.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "safetensors files hold little-endian numbers, which are mapped as is"
#endif

const char *ag_rt_short_path(const char *path) {
  size_t length = strlen(path), most = 200;
  return length > most ? path + (length - most) : path;
}

/* Reports the operating system's error about the file. */
static int32_t report_errno(ag_context *ctx, const char *what,
                            const char *path) {
  return ag_rt_report(ctx, AG_INVALID_MODEL, "%s: cannot %s the weights: %s",
                      ag_rt_short_path(path), what, strerror(errno));
}

/* Maps the open file `fd`. The mapping of an empty file is NULL. */
static int32_t map_file(int fd, ag_context *ctx, ag_rt_weights *weights) {
  struct stat status;
  if (fstat(fd, &status) != 0)
    return report_errno(ctx, "read", weights->path);
  if (!S_ISREG(status.st_mode))
    return ag_rt_report(ctx, AG_INVALID_MODEL,
                        "%s: the weights must be a regular file, which can be "
                        "mapped",
                        ag_rt_short_path(weights->path));
  weights->bytes = (size_t)status.st_size;
  if (weights->bytes == 0)
    return AG_OK;
  void *mapping = mmap(NULL, weights->bytes, PROT_READ, MAP_PRIVATE, fd, 0);
  if (mapping == MAP_FAILED)
    return report_errno(ctx, "map", weights->path);
  weights->mapping = mapping;
  return AG_OK;
}

/* Reads the header, and allocates the table. */
static int32_t read_table(ag_context *ctx, const ag_rt_allocator *allocator,
                          ag_rt_weights *weights) {
  char message[256];
  int64_t count = ag_safetensors_parse(weights->mapping, weights->bytes, NULL,
                                       0, message, sizeof(message));
  if (count > 0) {
    size_t bytes = (size_t)count * sizeof(ag_safetensors_tensor);
    weights->table = allocator->allocate(allocator->user, bytes,
                                         _Alignof(ag_safetensors_tensor));
    if (!weights->table)
      return ag_rt_report(ctx, AG_OUT_OF_MEMORY,
                          "out of memory: %zu bytes for the table of %lld "
                          "tensors",
                          bytes, (long long)count);
    count =
        ag_safetensors_parse(weights->mapping, weights->bytes, weights->table,
                             count, message, sizeof(message));
  }
  if (count < 0)
    return ag_rt_report(ctx, AG_INVALID_MODEL, "%s: %s",
                        ag_rt_short_path(weights->path), message);
  weights->count = count;
  return AG_OK;
}

int32_t ag_rt_open_weights(const char *path, ag_context *ctx,
                           const ag_rt_allocator *allocator,
                           ag_rt_weights *weights) {
  *weights = (ag_rt_weights){path, NULL, 0, NULL, 0, false};
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return report_errno(ctx, "open", path);
  int32_t status = map_file(fd, ctx, weights);
  close(fd);
  if (status == AG_OK)
    status = read_table(ctx, allocator, weights);
  if (status != AG_OK)
    ag_rt_close_weights(weights, allocator);
  return status;
}

void ag_rt_close_weights(ag_rt_weights *weights,
                         const ag_rt_allocator *allocator) {
  if (weights->table)
    allocator->deallocate(allocator->user, weights->table);
  if (weights->mapping)
    munmap(weights->mapping, weights->bytes);
  weights->table = NULL;
  weights->mapping = NULL;
}
