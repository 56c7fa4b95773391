/*===- workspace.c - what a run does with its workspace -------------------===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* Does a run touch all bytes that query requests, and no others, and allocate
|* nothing? Buffers are rounded up to lines of 64 bytes, so only some bytes of
|* the last line are written.
|*
\*===----------------------------------------------------------------------===*/
#include "workspace.h"
#include "Fenced.h"
#include <stdatomic.h>

/* Counts calls of the C library's allocator, which libomp uses as well. */
void *__libc_malloc(size_t bytes);
void *__libc_calloc(size_t count, size_t bytes);
void *__libc_realloc(void *data, size_t bytes);
void *__libc_memalign(size_t alignment, size_t bytes);
static atomic_int allocations;

void *malloc(size_t bytes) {
  ++allocations;
  return __libc_malloc(bytes);
}
void *calloc(size_t count, size_t bytes) {
  ++allocations;
  return __libc_calloc(count, bytes);
}
void *realloc(void *data, size_t bytes) {
  ++allocations;
  return __libc_realloc(data, bytes);
}
void *memalign(size_t alignment, size_t bytes) {
  ++allocations;
  return __libc_memalign(alignment, bytes);
}
void *aligned_alloc(size_t alignment, size_t bytes) {
  return memalign(alignment, bytes);
}
int posix_memalign(void **data, size_t alignment, size_t bytes) {
  *data = memalign(alignment, bytes);
  return *data ? 0 : 12;
}

typedef int32_t query_function(ag_context *, int64_t, int64_t *,
                               ag_workspace *);
typedef int32_t run_function(const workspace_model *, const DLTensor *,
                             const DLTensor *, const ag_workspace *,
                             ag_context *);

static int32_t fixed_query(ag_context *context, int64_t n, int64_t *shapes,
                           ag_workspace *need) {
  DEMAND(n == 33);
  int32_t status = workspace_fixed_query(context, shapes, need);
  DEMAND(need->bytes == workspace_fixed_WORKSPACE_BYTES);
  return status;
}

static int32_t steps_query(ag_context *context, int64_t n, int64_t *shapes,
                           ag_workspace *need) {
  DEMAND(workspace_steps_query(context, 300, shapes, need) == AG_OK);
  DEMAND(need->bytes == workspace_steps_WORKSPACE_BYTES);
  int32_t status = workspace_steps_query(context, n, shapes, need);
  DEMAND(need->bytes < workspace_steps_WORKSPACE_BYTES);
  return status;
}

enum { LINE = 64, MOST = 300 * 20 };
static float x[MOST], w[20 * 20];

static int is_touched(const char *data, size_t bytes) {
  for (size_t i = 0; i < bytes; ++i)
    if ((unsigned char)data[i] != 0xA5)
      return 1;
  return 0;
}

static void check(const workspace_model *model, const char *name,
                  query_function *query, run_function *run, int64_t n) {
  ag_context context = AG_CONTEXT_INIT;
  int64_t shape[] = {n, 20}, square[] = {20, 20}, shapes[2];
  ag_workspace need;
  DEMAND(query(&context, n, shapes, &need) == AG_OK);
  DLTensor arguments[] = {make_argument(shape, 2, kDLFloat, 32, x),
                          make_argument(square, 2, kDLFloat, 32, w)};
  DLTensor results[] = {make_tensor(shape, 2, kDLFloat, 32)};
  ag_workspace space = make_workspace(need);
  DEMAND(run(model, arguments, results, &space, &context) == AG_OK);
  const char *last = (const char *)space.data + need.bytes - LINE;
  DEMAND(need.bytes >= LINE && is_touched(last, LINE));
  /* The first run has started the threads. */
  int before = allocations;
  DEMAND(run(model, arguments, results, &space, &context) == AG_OK);
  DEMAND(allocations == before);
  printf("%s: touches all of %zu bytes, allocates nothing\n", name, need.bytes);
  --space.bytes;
  DEMAND(run(model, arguments, results, &space, &context) ==
         AG_INVALID_WORKSPACE);
  DEMAND(strstr(context.message, "workspace") != NULL);
}

int main(void) {
  for (int i = 0; i < MOST; ++i)
    x[i] = (float)(i % 17) * 0.125F - 1;
  for (int i = 0; i < 20 * 20; ++i)
    w[i] = (float)(i % 13) * 0.0625F - 0.375F;
  ag_context context = AG_CONTEXT_INIT;
  workspace_model *model;
  DEMAND(workspace_load(NULL, &context, &model) == AG_OK);
  check(model, "fixed", fixed_query, workspace_fixed_run, 33);
  check(model, "open at 1", workspace_open_query, workspace_open_run, 1);
  check(model, "open at 7", workspace_open_query, workspace_open_run, 7);
  check(model, "open at 300", workspace_open_query, workspace_open_run, 300);
  check(model, "steps at 5", steps_query, workspace_steps_run, 5);
  puts("a byte less is refused");
  workspace_unload(model);
  return 0;
}
