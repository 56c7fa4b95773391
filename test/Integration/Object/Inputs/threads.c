/*===- threads.c - programs on several threads ----------------------------===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* Does threads.mlir give the same bits with one and with two threads, for every
|* number of rows? Does it leave its host program's settings alone?
|*
\*===----------------------------------------------------------------------===*/
#include "one.h"
#include "two.h"

#include "Fenced.h"
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>
#ifdef _OPENMP
#include <omp.h>
#endif

enum { IN = 100, OUT = 75, MOST = 4003, RESULTS = 4 };
static float x[MOST * IN], w[IN * OUT];
static one_model *one;
static two_model *two;

/* Counts all allocations of libomp and of the program. */
static atomic_long allocations;
extern void *__libc_malloc(size_t bytes);
void *malloc(size_t bytes) {
  ++allocations;
  return __libc_malloc(bytes);
}

typedef struct {
  int64_t shapes[RESULTS + 1][2];
  DLTensor tensors[RESULTS];
  DLTensor arguments[2];
  ag_workspace space;
} Call;

/* Makes the operands of a run with `n` rows. Its workspace has the size for two
   threads. */
static void make_call(int64_t n, Call *call) {
  static int64_t weight_shape[2] = {IN, OUT};
  const int64_t shapes[RESULTS + 1][2] = {
      {n, OUT}, {OUT, n}, {OUT, IN}, {OUT, 0}, {n, IN}};
  memcpy(call->shapes, shapes, sizeof(shapes));
  ag_context context = AG_CONTEXT_INIT;
  call->arguments[0] = make_argument(call->shapes[RESULTS], 2, kDLFloat, 32, x);
  call->arguments[1] = make_argument(weight_shape, 2, kDLFloat, 32, w);
  for (int i = 0; i < RESULTS; ++i)
    call->tensors[i] =
        make_tensor(call->shapes[i], i < 3 ? 2 : 1, kDLFloat, 32);
  DEMAND(two_query(&context, n, NULL, &call->space) == AG_OK);
  call->space.data = fenced(call->space.bytes, call->space.alignment);
}

static int32_t run_two(Call *call, int32_t threads, ag_context *context) {
  context->threads = threads;
  return two_run(two, call->arguments, call->tensors, &call->space, context);
}

static void demand_same(const Call *a, const Call *b) {
  for (int i = 0; i < RESULTS; ++i)
    DEMAND(memcmp(a->tensors[i].data, b->tensors[i].data,
                  count_bytes(&a->tensors[i])) == 0);
}

static Call expected;

static void check_bits(int64_t n) {
  ag_context context = AG_CONTEXT_INIT;
  Call got;
  make_call(n, &expected);
  make_call(n, &got);
  DEMAND(one_run(one, expected.arguments, expected.tensors, &expected.space,
                 &context) == AG_OK);
  for (int32_t threads = 0; threads <= 2; ++threads) {
    for (int i = 0; i < RESULTS; ++i)
      memset(got.tensors[i].data, 0xA5, count_bytes(&got.tensors[i]));
    DEMAND(run_two(&got, threads, &context) == AG_OK);
    demand_same(&expected, &got);
  }
}

static double seconds(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static void check_guest(Call *call) {
  ag_context context = AG_CONTEXT_INIT;
  DEMAND(run_two(call, 3, &context) == AG_INVALID_ARGUMENT);
  printf("three threads are refused: %s\n", context.message);
  DEMAND(run_two(call, 2, &context) == AG_OK);
  long before = allocations;
  DEMAND(run_two(call, 2, &context) == AG_OK);
  DEMAND(allocations == before);
  puts("a run allocates nothing");
  usleep(10000);
  double begin = seconds(CLOCK_PROCESS_CPUTIME_ID);
  usleep(100000);
  DEMAND(seconds(CLOCK_PROCESS_CPUTIME_ID) - begin < 0.02);
  puts("idle threads do not spin");
}

static void *run_often(void *unused) {
  ag_context context = AG_CONTEXT_INIT;
  Call own;
  make_call(MOST, &own);
  for (int i = 0; i < 5; ++i) {
    DEMAND(run_two(&own, 2, &context) == AG_OK);
    demand_same(&expected, &own);
  }
  return unused;
}

#ifdef _OPENMP
static void check_openmp(void) {
  omp_set_num_threads(3);
  kmp_set_blocktime(77);
#pragma omp parallel
  run_often(NULL);
  puts("same bits in a parallel region");
  DEMAND(omp_get_max_threads() == 3 && kmp_get_blocktime() == 77);
  run_often(NULL);
  DEMAND(omp_get_max_threads() == 3 && kmp_get_blocktime() == 77);
  puts("the host's settings are as before");
}
#endif

int main(void) {
  for (int i = 0; i < MOST * IN; ++i)
    x[i] = (float)(i * 7919 % 2003) / 1001 - 1;
  for (int i = 0; i < IN * OUT; ++i)
    w[i] = (float)(i * 104729 % 1009) / 5040 - 0.1f;
  ag_context context = AG_CONTEXT_INIT;
  DEMAND(one_load(NULL, &context, &one) == AG_OK);
  DEMAND(two_load(NULL, &context, &two) == AG_OK);
  for (int64_t n = 0; n < 20; ++n)
    check_bits(n);
  check_bits(MOST);
  puts("same bits for one thread and for two");
  Call call;
  make_call(MOST, &call);
  check_guest(&call);
  pthread_t callers[2];
  for (int i = 0; i < 2; ++i)
    DEMAND(pthread_create(&callers[i], NULL, run_often, NULL) == 0);
  for (int i = 0; i < 2; ++i)
    DEMAND(pthread_join(callers[i], NULL) == 0);
  puts("two callers share a model");
#ifdef _OPENMP
  check_openmp();
#endif
  one_unload(one);
  two_unload(two);
  return 0;
}
