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
\*===----------------------------------------------------------------------===*/
#include "ag-runtime/Runtime.h"

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

int32_t ag_rt_run_on_threads(ag_rt_kernel *kernel, int32_t max_threads,
                             void *const *buffers, const int64_t *dims,
                             void *workspace, ag_context *ctx) {
  int threads = omp_get_max_threads(), blocktime = kmp_get_blocktime();
  ompc_set_num_threads(ctx->threads > 0 ? ctx->threads : max_threads);
  kmp_set_blocktime(0);
  int32_t status = kernel(buffers, dims, workspace, ctx);
  kmp_set_blocktime(blocktime);
  ompc_set_num_threads(threads);
  return status;
}
