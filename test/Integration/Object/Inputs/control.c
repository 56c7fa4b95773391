/*===- control.c - loops and branches, in C and compiled ------------------===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* Do branches, and loops that yield their iter_args crosswise, give C's
|* results? Sizes and trip counts may be any, including 0.
|*
\*===----------------------------------------------------------------------===*/
#include "control.h"
#include "Fenced.h"

typedef int32_t query_function(ag_context *, int64_t, int64_t, int64_t *,
                               ag_workspace *);
typedef int32_t run_function(const control_model *, const DLTensor *,
                             const DLTensor *, const ag_workspace *,
                             ag_context *);

/* choose has one size, because both arguments have the same dimension name. */
static int32_t choose_query(ag_context *context, int64_t n, int64_t m,
                            int64_t *shapes, ag_workspace *need) {
  DEMAND(n == m);
  return control_choose_query(context, n, shapes, need);
}

static void fibonacci(int64_t *x, int64_t *y, int32_t times) {
  for (; times > 0; --times) {
    int64_t sum = *x + *y;
    *x = *y, *y = sum;
  }
}
static void swap(int64_t *x, int64_t *y, int32_t times) {
  for (; times > 0; --times) {
    int64_t old = *x;
    *x = *y, *y = old;
  }
}
static void choose(int64_t *x, int64_t *y, int32_t which) {
  int64_t sum = *x + *y, other = *y;
  *y = which == 0 ? *x : other;
  *x = which == 0 ? sum : *x;
}

/* Runs an entry on n elements and compares each pair with `expect`. */
static void check_once(const control_model *model, query_function *query,
                       run_function *run,
                       void (*expect)(int64_t *, int64_t *, int32_t), int64_t n,
                       int32_t times) {
  enum { MOST = 33 };
  int64_t x[MOST], y[MOST], shape[] = {n}, shapes[2];
  for (int64_t i = 0; i < n; ++i)
    x[i] = i * i - 7, y[i] = 100 - 3 * i;
  ag_context context = AG_CONTEXT_INIT;
  ag_workspace need;
  DEMAND(query(&context, n, n, shapes, &need) == AG_OK);
  DEMAND(shapes[0] == n && shapes[1] == n);
  DLTensor arguments[] = {make_argument(shape, 1, kDLInt, 64, x),
                          make_argument(shape, 1, kDLInt, 64, y),
                          make_argument(NULL, 0, kDLInt, 32, &times)};
  DLTensor results[] = {make_tensor(shape, 1, kDLInt, 64),
                        make_tensor(shape, 1, kDLInt, 64)};
  ag_workspace workspace = make_workspace(need);
  DEMAND(run(model, arguments, results, &workspace, &context) == AG_OK);
  for (int64_t i = 0; i < n; ++i) {
    expect(&x[i], &y[i], times);
    DEMAND(((int64_t *)results[0].data)[i] == x[i]);
    DEMAND(((int64_t *)results[1].data)[i] == y[i]);
  }
}

static void check(const control_model *model, const char *name,
                  query_function *query, run_function *run,
                  void (*expect)(int64_t *, int64_t *, int32_t)) {
  const int64_t sizes[] = {0, 1, 8, 33};
  for (int i = 0; i < 4; ++i)
    for (int32_t times = 0; times < 5; ++times)
      check_once(model, query, run, expect, sizes[i], times);
  printf("%s: right\n", name);
}

int main(void) {
  ag_context context = AG_CONTEXT_INIT;
  control_model *model;
  DEMAND(control_load(NULL, &context, &model) == AG_OK);
  check(model, "fibonacci", control_fibonacci_query, control_fibonacci_run,
        fibonacci);
  check(model, "swap", control_swap_query, control_swap_run, swap);
  check(model, "choose", choose_query, control_choose_run, choose);
  control_unload(model);
  return 0;
}
