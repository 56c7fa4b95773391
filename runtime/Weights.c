/*===- Weights.c - the tensors that load is given -------------------------===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* How are the tensors found that load is given, whether they are in a
|* safetensors file or in the caller's memory?
|*
|* A file is mapped. Its pages are read at their first use, and all processes
|* that use the file share them.
|*
\*===----------------------------------------------------------------------===*/
#define _POSIX_C_SOURCE 200809L
#include "Weights.h"
#include "Message.h"
#include "Sort.h"
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

const char *ag_rt_weights_name(const ag_rt_weights *weights) {
  return weights->path ? ag_rt_short_path(weights->path) : "load_tensors";
}

/*===----------------------------------------------------------------------===*\
|* In a file
\*===----------------------------------------------------------------------===*/

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

static int32_t open_file(ag_context *ctx, const ag_rt_allocator *allocator,
                         ag_rt_weights *weights) {
  int fd = open(weights->path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return report_errno(ctx, "open", weights->path);
  int32_t status = map_file(fd, ctx, weights);
  close(fd);
  return status == AG_OK ? read_table(ctx, allocator, weights) : status;
}

/*===----------------------------------------------------------------------===*\
|* In memory
\*===----------------------------------------------------------------------===*/

static int compare_tensors(const void *a, const void *b) {
  return strcmp((*(const ag_named_tensor *const *)a)->name,
                (*(const ag_named_tensor *const *)b)->name);
}

/* Fails unless every tensor has a name. */
static int32_t check_names(const ag_rt_given *given, ag_context *ctx) {
  if (given->count > 0 && !given->tensors)
    return ag_rt_report(ctx, AG_INVALID_ARGUMENT,
                        "load_tensors: the array of %zu tensors is NULL",
                        given->count);
  for (size_t i = 0; i < given->count; ++i)
    if (!given->tensors[i].name)
      return ag_rt_report(ctx, AG_INVALID_ARGUMENT,
                          "load_tensors: the name of tensor %zu is NULL", i);
  return AG_OK;
}

/* Allocates the table, and sorts it by name. */
static int32_t sort_tensors(const ag_rt_given *given, ag_context *ctx,
                            const ag_rt_allocator *allocator,
                            ag_rt_weights *weights) {
  int32_t status = check_names(given, ctx);
  if (status != AG_OK || given->count == 0)
    return status;
  size_t bytes = given->count * sizeof(*weights->tensors);
  if (given->count <= SIZE_MAX / sizeof(*weights->tensors))
    weights->tensors =
        allocator->allocate(allocator->user, bytes, _Alignof(void *));
  if (!weights->tensors)
    return ag_rt_report(ctx, AG_OUT_OF_MEMORY,
                        "out of memory: a table of %zu tensors", given->count);
  weights->tensor_count = given->count;
  for (size_t i = 0; i < given->count; ++i)
    weights->tensors[i] = &given->tensors[i];
  ag_rt_sort(weights->tensors, given->count, sizeof(*weights->tensors),
             compare_tensors);
  for (size_t i = 1; i < given->count; ++i)
    if (strcmp(weights->tensors[i - 1]->name, weights->tensors[i]->name) == 0)
      return ag_rt_report(ctx, AG_INVALID_MODEL,
                          "load_tensors: two tensors are called %s",
                          weights->tensors[i]->name);
  return AG_OK;
}

static const ag_named_tensor *find_tensor(const ag_rt_weights *weights,
                                          const char *name) {
  size_t low = 0, high = weights->tensor_count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    int order = strcmp(weights->tensors[middle]->name, name);
    if (order == 0)
      return weights->tensors[middle];
    if (order < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return NULL;
}

/*===----------------------------------------------------------------------===*\
|* In either
\*===----------------------------------------------------------------------===*/

int32_t ag_rt_open_weights(const ag_rt_given *given, ag_context *ctx,
                           const ag_rt_allocator *allocator,
                           ag_rt_weights *weights) {
  memset(weights, 0, sizeof(*weights));
  weights->path = given->path;
  int32_t status = AG_OK;
  if (!given->is_file)
    status = sort_tensors(given, ctx, allocator, weights);
  else if (given->path)
    status = open_file(ctx, allocator, weights);
  if (status != AG_OK)
    ag_rt_close_weights(weights, allocator);
  return status;
}

bool ag_rt_find_weight(const ag_rt_weights *weights, const char *name,
                       ag_named_tensor *found) {
  const ag_named_tensor *in_memory = find_tensor(weights, name);
  if (in_memory)
    *found = *in_memory;
  const ag_safetensors_tensor *in_file =
      ag_safetensors_find(weights->table, weights->count, name);
  if (in_file)
    *found =
        (ag_named_tensor){name, in_file->dtype, in_file->rank, in_file->shape,
                          (const char *)weights->mapping + in_file->begin};
  return in_memory || in_file;
}

void ag_rt_close_weights(ag_rt_weights *weights,
                         const ag_rt_allocator *allocator) {
  if (weights->table)
    allocator->deallocate(allocator->user, weights->table);
  if (weights->tensors)
    allocator->deallocate(allocator->user, (void *)weights->tensors);
  if (weights->mapping)
    munmap(weights->mapping, weights->bytes);
  weights->table = NULL;
  weights->tensors = NULL;
  weights->mapping = NULL;
}
