/*===- Threads.c - the threads of a run -----------------------------------===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* How does a run use LLVM's OpenMP, libomp, if the host program may use it,
|* too?
|*
|* The size of teams and the time for which idle threads spin are settings of
|* the calling thread; a run sets both and restores them. Thread numbers come
|* from functions that only libomp has. omp_get_thread_num could be that of
|* GCC's libgomp, if the host has loaded it, and return numbers of libgomp's
|* threads.
|*
|* libomp ends the process if a thread cannot be started, as in a container
|* whose threads are limited. A run that needs more threads than earlier ones
|* therefore tries to start as many, and else runs on one.
|*
\*===----------------------------------------------------------------------===*/
#include "ag-runtime/Runtime.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

/* Functions of libomp. Their header belongs to a compiler that may not be
 * installed. The first three do not read their argument. */
extern int32_t __kmpc_in_parallel(void *location);
extern int32_t __kmpc_bound_thread_num(void *location);
extern int32_t __kmpc_bound_num_threads(void *location);
extern int omp_get_max_threads(void);
extern void ompc_set_num_threads(int threads);
extern int kmp_get_blocktime(void);
extern void kmp_set_blocktime(int milliseconds);

int64_t ag_rt_wants_threads(void) {
  return omp_get_max_threads() > 1 && !__kmpc_in_parallel(NULL);
}

int64_t ag_rt_thread_number(void) { return __kmpc_bound_thread_num(NULL); }

int64_t ag_rt_team_size(void) { return __kmpc_bound_num_threads(NULL); }

/* The largest size of a team whose threads could be started. libomp keeps the
 * threads of earlier teams. */
static _Atomic int32_t started = 1;

/* Starts a thread that starts the next one, and so on, and waits for them, so
 * that all run at once. Each decrements `*missing`, the number of threads that
 * are not yet started, the calling one included. */
static void *start_missing(void *missing) {
  pthread_t next;
  if (--*(int32_t *)missing > 0 &&
      pthread_create(&next, NULL, start_missing, missing) == 0)
    pthread_join(next, NULL);
  return NULL;
}

/* Returns true if a team of `count` threads can be started. */
static bool can_start(int32_t count) {
  int32_t missing = count;
  if (count <= atomic_load(&started))
    return true;
  start_missing(&missing);
  if (missing > 0)
    return false;
  atomic_store(&started, count);
  return true;
}

int32_t ag_rt_run_on_threads(ag_rt_kernel *kernel, int32_t max_threads,
                             void *const *buffers, const int64_t *dims,
                             void *workspace, ag_context *ctx) {
  int threads = omp_get_max_threads(), blocktime = kmp_get_blocktime();
  int32_t wanted = ctx->threads > 0 ? ctx->threads : max_threads;
  ompc_set_num_threads(can_start(wanted) ? wanted : 1);
  kmp_set_blocktime(0);
  int32_t status = kernel(buffers, dims, workspace, ctx);
  kmp_set_blocktime(blocktime);
  ompc_set_num_threads(threads);
  return status;
}
