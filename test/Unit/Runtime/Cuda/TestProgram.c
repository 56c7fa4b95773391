/*===- TestProgram.c - a program for CUDA as it is emitted ----------------===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* Which tables and which host code does the compiler emit for the test program?
|*
\*===----------------------------------------------------------------------===*/
#include "TestProgram.h"

#define F32 {2, 32, 1}

static const ag_rt_symbol symbols[] = {{"batch", 0, 64}};
static const int64_t dims_of_x[] = {AG_RT_SYMBOL(0), 4};
static const ag_rt_tensor arguments[] = {{"x", F32, 2, dims_of_x, -1}};
static const ag_rt_tensor results[] = {{"y", F32, 2, dims_of_x, -1}};

static int32_t shapes(const int64_t *dims, int64_t *extents, int64_t *bytes,
                      ag_context *ctx) {
  (void)ctx;
  extents[0] = dims[0];
  extents[1] = 4;
  *bytes = 16 * dims[0];
  return AG_OK;
}

/* Returns the launcher, the argument after x, y, b and w. */
static ag_rt_launcher *launcher_of(void *const *buffers) { return buffers[4]; }

static int32_t main_kernel(void *const *buffers, const int64_t *dims,
                           void *workspace, ag_context *ctx) {
  (void)ctx;
  void *x = buffers[0], *y = buffers[1], *w = buffers[3];
  ag_rt_launch(launcher_of(buffers), 0, dims[0], 32, 0,
               (void *[]){&workspace, &x});
  ag_rt_launch(launcher_of(buffers), 1, dims[0], 128, 512,
               (void *[]){&y, &workspace, &w});
  return AG_OK;
}
static int32_t fixed_kernel(void *const *buffers, const int64_t *dims,
                            void *workspace, ag_context *ctx) {
  (void)dims, (void)workspace, (void)ctx;
  ag_rt_launcher *launcher = launcher_of(buffers);
  void *y = buffers[1], *c = ag_rt_get_constant(launcher, 1);
  ag_rt_launch(launcher, 0, 1, 32, 0, (void *[]){&y, &c});
  return AG_OK;
}
static int32_t huge_kernel(void *const *buffers, const int64_t *dims,
                           void *workspace, ag_context *ctx) {
  (void)dims, (void)workspace, (void)ctx;
  int64_t first = 0;
  ag_rt_launch(launcher_of(buffers), 1, (INT64_C(1) << 32) + 1, 32, 0,
               (void *[]){&first, NULL});
  return AG_OK;
}
static int32_t many_kernel(void *const *buffers, const int64_t *dims,
                           void *workspace, ag_context *ctx) {
  (void)dims, (void)workspace, (void)ctx;
  for (int i = 0; i < 50; ++i)
    ag_rt_launch(launcher_of(buffers), 0, 1000, 256, 0, NULL);
  return AG_OK;
}
/* Reads the first element of x and requires it to be greater than 0. */
static int32_t reading_kernel(void *const *buffers, const int64_t *dims,
                              void *workspace, ag_context *ctx) {
  float first;
  main_kernel(buffers, dims, workspace, ctx);
  int32_t status =
      ag_rt_read(launcher_of(buffers), &first, buffers[0], sizeof first);
  if (status != AG_OK)
    return status;
  return first > 0 ? AG_OK : ag_rt_fail(ctx, "x begins with %g", first);
}

#define ENTRY(name, kernel)                                                    \
  {name, 1, symbols, 1, arguments, 1, results, 256, shapes, kernel}
static const ag_rt_entry entries[] = {
    ENTRY("main", main_kernel), ENTRY("huge", huge_kernel),
    ENTRY("many", many_kernel), ENTRY("reading", reading_kernel),
    ENTRY("fixed", fixed_kernel)};

static const int64_t four[] = {4};
static const ag_rt_parameter in_file[] = {{"b", F32, 1, four, NULL, 1},
                                          {"w", F32, 1, four, NULL, 1}};
static const float b_data[] = {0, 1, 2, 3}, w_data[] = {4, 5, 6, 7};
static const ag_rt_parameter embedded[] = {{"b", F32, 1, four, b_data, 1},
                                           {"w", F32, 1, four, w_data, 1}};

static const char *const kernels[] = {"main$copy", "main$add"};
static const float c_data[] = {8, 9, 10, 11};
static const ag_rt_device_constant constants[] = {{NULL, 0},
                                                  {c_data, sizeof(c_data)}};
const ag_rt_device_code cudaCode = {
    ".entry main$copy() .entry main$add()", 80, 2, kernels, 2, constants};

#define COMMON                                                                 \
  .name = "mlp", .march = "sm_80", .max_threads = 1, .info = "{}",             \
  .parameter_count = 2, .entry_count = 5, .entries = entries
const ag_rt_module cudaModule = {COMMON, .parameters = in_file};
const ag_rt_module cudaEmbeddedModule = {COMMON, .parameters = embedded};
