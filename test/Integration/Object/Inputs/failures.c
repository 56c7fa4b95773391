/*===- failures.c - runs that must fail -----------------------------------===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* Does an error that only a run can find end it with a message, before it reads
|* or writes memory that was not given?
|*
\*===----------------------------------------------------------------------===*/
#include "one.h"
#include "two.h"

/* Fenced.h needs the types of the headers above. */
#include "Fenced.h"

static ag_context context = AG_CONTEXT_INIT;
static ag_workspace need;

static DLTensor i8_vector(int64_t *shape) {
  static const int8_t elements[] = {1, 2, 3, 4, 5, 6, 7, 8};
  return make_argument(shape, 1, kDLInt, 8, elements);
}
static DLTensor i64_scalar(int64_t value) {
  return make_argument(NULL, 0, kDLInt, 64, &value);
}
static DLTensor i8_result(void) { return make_tensor(NULL, 0, kDLInt, 8); }

/* Queries `sizes`, runs the entry, and returns the run's status. */
#define RUN(call, sizes, ...)                                                  \
  (call##_query(&context, UNPACK sizes, NULL, &need),                          \
   workspace = make_workspace(need),                                           \
   call##_run(model, (DLTensor[]){__VA_ARGS__}, &result, &workspace,           \
              &context))
#define UNPACK(...) __VA_ARGS__
/* `place` is the line and column of the op in failures.mlir. */
#define FAILS(message, place, status)                                          \
  demand_failure(status, AG_RUNTIME_FAILURE, &context,                         \
                 message ", at failures.mlir:" place)

#define DEFINE_CHECK(module)                                                   \
  static void check_##module(void) {                                           \
    module##_model *model;                                                     \
    ag_workspace workspace;                                                    \
    DEMAND(module##_load(NULL, &context, &model) == AG_OK);                    \
    check_gather_##module(model);                                              \
    int64_t five[] = {5}, six[] = {2, 3}, four[] = {4};                        \
    float floats[5] = {0};                                                     \
    DLTensor result = make_tensor(five, 1, kDLFloat, 32);                      \
    DLTensor x = make_argument(five, 1, kDLFloat, 32, floats);                 \
    FAILS("ag.add: a dimension is 5 in one operand and 4 in another", "17:8",  \
          RUN(module##_erff, (5, 4), x,                                        \
              make_argument(four, 1, kDLFloat, 32, floats)));                  \
    DEMAND(RUN(module##_erff, (5, 5), x, x) == AG_OK);                         \
    result = i8_result();                                                      \
    x = i8_vector(five);                                                       \
    DLTensor matrix = make_argument(six, 2, kDLInt, 8, "123456");              \
    FAILS("ag.reshape: 6 elements do not become 5", "24:8",                    \
          RUN(module##_ag_rt_fail, (2, 3), matrix, i64_scalar(5)));            \
    FAILS("ag.reshape: a size is -6, less than 0", "24:8",                     \
          RUN(module##_ag_rt_fail, (2, 3), matrix, i64_scalar(-6)));           \
    FAILS("ag.slice: 2 elements from 2 on, 3 apart, do not fit into a "        \
          "dimension of 5",                                                    \
          "32:8", RUN(module##_main, (5), x, i64_scalar(2)));                  \
    FAILS("ag.slice: 2 elements from -1 on, 3 apart, do not fit into a "       \
          "dimension of 5",                                                    \
          "32:8", RUN(module##_main, (5), x, i64_scalar(-1)));                 \
    FAILS("a loop carries a tensor of which a dimension is 5, then 10; "       \
          "expected every iteration to keep it",                               \
          "43:5", RUN(module##_a_loop, (5), x));                               \
    DEMAND(RUN(module##_main, (5), x, i64_scalar(1)) == AG_OK);                \
    DEMAND(*(int8_t *)result.data == 2 + 5);                                   \
    module##_unload(model);                                                    \
    printf("%s: fails as it should\n", #module);                               \
  }

#define DEFINE_CHECK_GATHER(module)                                            \
  static void check_gather_##module(const module##_model *model) {             \
    const int32_t rows[] = {1, 2, 3, 4, 5, 6};                                 \
    int64_t shape[] = {3, 2}, count[] = {2}, indices[] = {2, 3};               \
    ag_workspace workspace;                                                    \
    DLTensor result = make_tensor((int64_t[]){2, 2}, 2, kDLInt, 32);           \
    DLTensor x = make_argument(shape, 2, kDLInt, 32, rows);                    \
    FAILS("ag.gather: index 3 is outside of a dimension of 3", "11:8",         \
          RUN(module##_malloc, (3, 2), x,                                      \
              make_argument(count, 1, kDLInt, 64, indices)));                  \
    indices[1] = INT64_MIN;                                                    \
    FAILS("ag.gather: index -9223372036854775808 is outside of a dimension "   \
          "of 3",                                                              \
          "11:8",                                                              \
          RUN(module##_malloc, (3, 2), x,                                      \
              make_argument(count, 1, kDLInt, 64, indices)));                  \
    indices[1] = 0;                                                            \
    DEMAND(RUN(module##_malloc, (3, 2), x,                                     \
               make_argument(count, 1, kDLInt, 64, indices)) == AG_OK);        \
    const int32_t expected[] = {5, 6, 1, 2};                                   \
    DEMAND(memcmp(result.data, expected, sizeof(expected)) == 0);              \
  }

DEFINE_CHECK_GATHER(one)
DEFINE_CHECK_GATHER(two)
DEFINE_CHECK(one)
DEFINE_CHECK(two)

int main(void) {
  check_one();
  check_two();
  return 0;
}
