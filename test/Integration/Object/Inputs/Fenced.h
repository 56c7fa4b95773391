/*===- Fenced.h - tensors that can't be overrun unnoticed ---------*- C -*-===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* Does a compiled program access memory outside of its operands? Each buffer is
|* between two protected pages, as close to the upper one as its alignment
|* allows. Arguments are read-only. A program with a wrong access ends by
|* SIGSEGV.
|*
\*===----------------------------------------------------------------------===*/
#ifndef FENCED_H
#define FENCED_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { PAGE = 4096 };

#define DEMAND(condition)                                                      \
  do {                                                                         \
    if (!(condition)) {                                                        \
      printf("%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);           \
      exit(1);                                                                 \
    }                                                                          \
  } while (0)

/* Returns `bytes` of memory, between protected pages and filled with 0xA5. */
static inline void *fenced(size_t bytes, size_t alignment) {
  size_t room = (bytes + PAGE - 1) / PAGE * PAGE;
  char *base = mmap(NULL, room + 2 * PAGE, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  DEMAND(base != MAP_FAILED);
  DEMAND(mprotect(base, PAGE, PROT_NONE) == 0);
  DEMAND(mprotect(base + PAGE + room, PAGE, PROT_NONE) == 0);
  memset(base + PAGE, 0xA5, room);
  return base + PAGE + (room - bytes) / alignment * alignment;
}

static inline void forbid_writing(void *data, size_t bytes) {
  char *begin = (char *)((size_t)data / PAGE * PAGE);
  DEMAND(mprotect(begin, (size_t)((char *)data + bytes - begin), PROT_READ) ==
         0);
}

/* Returns a tensor of rank 2 at most. Its elements are not set. */
static inline DLTensor make_tensor(int64_t *shape, int32_t rank, uint8_t code,
                                   uint8_t bits) {
  size_t bytes = bits / 8;
  for (int32_t d = 0; d < rank; ++d)
    bytes *= (size_t)shape[d];
  DLTensor tensor = {0};
  tensor.data = fenced(bytes, bits / 8);
  tensor.device = (DLDevice){kDLCPU, 0};
  tensor.ndim = rank;
  tensor.dtype = (DLDataType){code, bits, 1};
  tensor.shape = shape;
  return tensor;
}

static inline size_t count_bytes(const DLTensor *tensor) {
  size_t bytes = tensor->dtype.bits / 8;
  for (int32_t d = 0; d < tensor->ndim; ++d)
    bytes *= (size_t)tensor->shape[d];
  return bytes;
}

/* Returns an argument with these elements, which the program may only read. */
static inline DLTensor make_argument(int64_t *shape, int32_t rank, uint8_t code,
                                     uint8_t bits, const void *elements) {
  DLTensor tensor = make_tensor(shape, rank, code, bits);
  size_t bytes = count_bytes(&tensor);
  if (bytes > 0) {
    memcpy(tensor.data, elements, bytes);
    forbid_writing(tensor.data, bytes);
  }
  return tensor;
}

/* Returns the workspace that a query requested. */
static inline ag_workspace make_workspace(ag_workspace need) {
  need.data = fenced(need.bytes, need.alignment);
  return need;
}

/* Ends the program unless a call failed with this status and message. */
static inline void demand_failure(int32_t status, int32_t expected,
                                  const ag_context *context,
                                  const char *message) {
  if (status == expected && strcmp(context->message, message) == 0)
    return;
  printf("status %d, message '%s', expected %d, '%s'\n", status,
         context->message, expected, message);
  exit(1);
}

#endif /* FENCED_H */
