/*===- TestModule.c - a program as the compiler would emit it -------------===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* Which tables and which kernel does the compiler emit for the test program?
|*
\*===----------------------------------------------------------------------===*/
#include "TestModule.h"
#include <string.h>

#define F32 {2, 32, 1}

static const ag_rt_symbol symbols[] = {{"batch", 1, 64}, {"", 0, 8}};

static const int64_t x_dims[] = {AG_RT_SYMBOL(0), 4};
static const int64_t y_dims[] = {AG_RT_SYMBOL(0), AG_RT_SYMBOL(1)};
static const int64_t state_dims[] = {4};
static const ag_rt_tensor arguments[] = {{"x", F32, 2, x_dims, -1},
                                         {"y", F32, 2, y_dims, -1},
                                         {"state", F32, 1, state_dims, -1}};

static const int64_t pairs_dims[] = {AG_RT_SYMBOL(0), AG_RT_COMPUTED};
static const ag_rt_tensor results[] = {{"sum", F32, 2, x_dims, -1},
                                       {"", F32, 1, state_dims, 2},
                                       {"pairs", F32, 2, pairs_dims, -1}};

static int32_t main_shapes(const int64_t *dims, int64_t *extents,
                           int64_t *bytes, ag_context *ctx) {
  (void)ctx;
  const int64_t all[] = {dims[0], 4, 4, dims[0], 2 * dims[1]};
  memcpy(extents, all, sizeof(all));
  *bytes = 16 * dims[0];
  return AG_OK;
}

static int32_t main_kernel(void *const *buffers, const int64_t *dims,
                           void *workspace, ag_context *ctx) {
  const float *x = buffers[0], *y = buffers[1], *state = buffers[2];
  float *sum = buffers[3], *new_state = buffers[4], *pairs = buffers[5];
  const float *b = buffers[6], *w = buffers[7];
  float *copy = workspace;
  if (x[0] != x[0])
    return ag_rt_fail(ctx, "gather at mlp.mlir:%d: index %d is outside 0..%d",
                      12, 7, 3);
  for (int64_t i = 0; i < 4 * dims[0]; ++i)
    sum[i] = (copy[i] = x[i]) + w[i % 4] + b[i % 4];
  memmove(new_state, state, 4 * sizeof(float));
  for (int64_t i = 0; i < 4 * dims[0]; ++i)
    new_state[i % 4] += copy[i];
  for (int64_t i = 0; i < dims[0] * dims[1]; ++i)
    pairs[2 * i] = pairs[2 * i + 1] = y[i];
  return AG_OK;
}

/* ?n = 8 makes a size overflow, 7 the result's bytes and 6 the workspace's. For
 * ?n = 5 a requirement fails. */
static int32_t huge_shapes(const int64_t *dims, int64_t *extents,
                           int64_t *bytes, ag_context *ctx) {
  if (dims[1] == 5)
    return ag_rt_fail(ctx, "ag.iota: a size is %d, less than 0", -1);
  extents[0] = dims[1] == 8 ? -1 : dims[1] == 7 ? INT64_MAX / 2 : dims[1];
  *bytes = dims[1] == 6 ? -1 : 0;
  return AG_OK;
}

static int32_t huge_kernel(void *const *buffers, const int64_t *dims,
                           void *workspace, ag_context *ctx) {
  (void)buffers, (void)dims, (void)workspace, (void)ctx;
  return AG_OK;
}

static const int64_t computed_dims[] = {AG_RT_COMPUTED};
static const ag_rt_tensor huge_results[] = {{"z", F32, 1, computed_dims, -1}};

static const ag_rt_entry file_entries[] = {
    {"main", 2, symbols, 3, arguments, 3, results, 64, main_shapes,
     main_kernel},
    {"huge", 2, symbols, 2, arguments, 1, huge_results, 64, huge_shapes,
     huge_kernel}};
static const ag_rt_entry embedded_entries[] = {{"main", 2, symbols, 3,
                                                arguments, 3, results, 64,
                                                main_shapes, main_kernel}};

static const int64_t four[] = {4};
static const ag_rt_parameter in_file[] = {{"b", F32, 1, four, NULL, 1},
                                          {"w", F32, 1, four, NULL, 1}};
static const float b_data[] = {0, 1, 2, 3}, w_data[] = {4, 5, 6, 7};
static const ag_rt_parameter embedded[] = {{"b", F32, 1, four, b_data, 1},
                                           {"w", F32, 1, four, w_data, 1}};

static const char *const common[] = {"sse2"};
static const char *const modern[] = {"sse2", "avx4096"};

#define COMMON                                                                 \
  .feature_count = 1, .features = common, .max_threads = 4, .info = "{}"

const ag_rt_module fileModule = {.name = "mlp",
                                 COMMON,
                                 .parameter_count = 2,
                                 .parameters = in_file,
                                 .entry_count = 2,
                                 .entries = file_entries};
const ag_rt_module embeddedModule = {.name = "mlp",
                                     COMMON,
                                     .parameter_count = 2,
                                     .parameters = embedded,
                                     .entry_count = 1,
                                     .entries = embedded_entries};
const ag_rt_module foreignModule = {.name = "other", .max_threads = 4};
const ag_rt_module modernModule = {
    .name = "modern", .feature_count = 2, .features = modern, .max_threads = 4};

/* y = b + the prepared parameter 2 * w, with a workspace of four numbers */
static int32_t prepared_shapes(const int64_t *dims, int64_t *extents,
                               int64_t *bytes, ag_context *ctx) {
  (void)dims, (void)ctx;
  extents[0] = 4;
  *bytes = 16;
  return AG_OK;
}
static int32_t prepared_load(void *const *buffers, const int64_t *dims,
                             void *workspace, ag_context *ctx) {
  (void)dims, (void)ctx;
  float *made = buffers[0], *copy = workspace;
  const float *w = buffers[2];
  for (int i = 0; i < 4; ++i)
    copy[i] = w[i];
  for (int i = 0; i < 4; ++i)
    made[i] = 2 * copy[i];
  return AG_OK;
}
static int32_t prepared_run(void *const *buffers, const int64_t *dims,
                            void *workspace, ag_context *ctx) {
  (void)dims, (void)workspace, (void)ctx;
  float *y = buffers[0];
  const float *b = buffers[1], *made = buffers[3];
  for (int i = 0; i < 4; ++i)
    y[i] = b[i] + made[i];
  return AG_OK;
}
static int32_t run_shapes(const int64_t *dims, int64_t *extents, int64_t *bytes,
                          ag_context *ctx) {
  (void)dims, (void)ctx;
  extents[0] = 4;
  *bytes = 0;
  return AG_OK;
}

static const ag_rt_tensor made[] = {{"ag.prepared.0", F32, 1, four, -1}};
static const ag_rt_tensor sum[] = {{"", F32, 1, four, -1}};
static const ag_rt_entry load_entry = {
    "load", 0, NULL, 0, NULL, 1, made, 64, prepared_shapes, prepared_load};
static const ag_rt_entry run_entries[] = {
    {"main", 0, NULL, 0, NULL, 1, sum, 64, run_shapes, prepared_run}};
static const ag_rt_parameter prepared[] = {
    {"b", F32, 1, four, NULL, 1},
    {"w", F32, 1, four, NULL, 0},
    {"ag.prepared.0", F32, 1, four, NULL, 1}};
const ag_rt_module preparingModule = {.name = "mlp",
                                      COMMON,
                                      .parameter_count = 2,
                                      .prepared_count = 1,
                                      .parameters = prepared,
                                      .load = &load_entry,
                                      .load_hash = "81dc9bdb52d04dc2",
                                      .march = "x86-64-v3",
                                      .entry_count = 1,
                                      .entries = run_entries};
