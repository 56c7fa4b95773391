/*===- FakeDriver.c - a CUDA driver that tests watch ----------------------===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* How does a fake driver count calls, and fail on request?
|*
|* The driver has the kernels of TestProgram.c.
|*
\*===----------------------------------------------------------------------===*/
#include "FakeDriver.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static FakeDriver state = {.version = 12040,
                           .devices = 2,
                           .capability = 80,
                           .most_blocks = 2147483647};

FakeDriver *fake_driver_state(void);
FakeDriver *fake_driver_state(void) { return &state; }

enum { INVALID_VALUE = 1, INVALID_CONTEXT = 201, NOT_FOUND = 500 };

/* Returns the requested result of the function `name`, or 0. */
static int fails(const char *name) {
  if (!state.failing || strcmp(name, state.failing) != 0)
    return 0;
  return state.good_calls-- > 0 ? 0 : state.result;
}

#define MAY_FAIL()                                                             \
  do {                                                                         \
    int result = fails(__func__);                                              \
    if (result != 0)                                                           \
      return result;                                                           \
  } while (0)

/* Functions that need a context also fail if none is current. */
#define NEEDS_CONTEXT()                                                        \
  do {                                                                         \
    MAY_FAIL();                                                                \
    if (!state.current)                                                        \
      return INVALID_CONTEXT;                                                  \
  } while (0)

static int cuInit(unsigned flags) {
  MAY_FAIL();
  return (int)flags;
}
static int cuDriverGetVersion(int *version) {
  MAY_FAIL();
  *version = state.version;
  return 0;
}
static int cuGetErrorName(int result, const char **text) {
  *text = result == 2     ? "CUDA_ERROR_OUT_OF_MEMORY"
          : result == 700 ? "CUDA_ERROR_ILLEGAL_ADDRESS"
                          : NULL;
  return 0;
}
static int cuGetErrorString(int result, const char **text) {
  *text = result == 2     ? "out of memory"
          : result == 700 ? "an illegal memory access was encountered"
                          : NULL;
  return 0;
}

/*===----------------------------------------------------------------------===*\
|* Devices and contexts
\*===----------------------------------------------------------------------===*/

static int cuDeviceGetCount(int *count) {
  MAY_FAIL();
  *count = state.devices;
  return 0;
}
static int cuDeviceGet(int *device, int number) {
  MAY_FAIL();
  *device = 100 + number;
  return 0;
}
static int cuDeviceGetName(char *name, int bytes, int device) {
  MAY_FAIL();
  snprintf(name, (size_t)bytes, "Fake GPU %d", device - 100);
  return 0;
}
static int cuDeviceGetAttribute(int *value, int attribute, int device) {
  MAY_FAIL();
  (void)device;
  switch (attribute) {
  case 5:
    *value = state.most_blocks;
    return 0;
  case 75:
    *value = state.capability / 10;
    return 0;
  case 76:
    *value = state.capability % 10;
    return 0;
  case 97:
    *value = 163 * 1024;
    return 0;
  default:
    return INVALID_VALUE;
  }
}

static char primary[2];

static int cuDevicePrimaryCtxRetain(void **context, int device) {
  MAY_FAIL();
  *context = &primary[device - 100];
  ++state.contexts;
  return 0;
}
static int cuDevicePrimaryCtxRelease(int device) {
  (void)device;
  --state.contexts;
  return 0;
}

static void *under[16];
static int depth;

static int cuCtxPushCurrent(void *context) {
  MAY_FAIL();
  under[depth++] = state.current;
  state.current = context;
  return 0;
}
static int cuCtxPopCurrent(void **context) {
  *context = state.current;
  state.current = under[--depth];
  return 0;
}
static int cuCtxSynchronize(void) {
  NEEDS_CONTEXT();
  ++state.waits;
  return 0;
}

/*===----------------------------------------------------------------------===*\
|* Kernels
\*===----------------------------------------------------------------------===*/

static int cuModuleLoadDataEx(void **module, const void *image,
                              unsigned option_count, const int *options,
                              void **values) {
  static const char log[] = "ptxas fatal: line 7";
  if (option_count == 2 && options[0] == 5 && options[1] == 6 &&
      (uintptr_t)values[1] > sizeof(log) && fails(__func__))
    memcpy(values[0], log, sizeof(log));
  MAY_FAIL();
  NEEDS_CONTEXT();
  ++state.modules;
  *module = (void *)(uintptr_t)image;
  return 0;
}
static int cuModuleUnload(void *module) {
  NEEDS_CONTEXT();
  (void)module;
  --state.modules;
  return 0;
}

static char copy_kernel, add_kernel;

static int cuModuleGetFunction(void **function, void *module,
                               const char *name) {
  NEEDS_CONTEXT();
  if (!strstr(module, name))
    return NOT_FOUND;
  *function = strcmp(name, "main$copy") == 0 ? &copy_kernel : &add_kernel;
  return 0;
}
static int cuFuncLoad(void *function) {
  NEEDS_CONTEXT();
  (void)function;
  ++state.loaded_functions;
  return 0;
}
static int cuFuncGetAttribute(int *value, int attribute, void *function) {
  NEEDS_CONTEXT();
  (void)function;
  *value = 1024;
  return attribute == 1 ? 0 : INVALID_VALUE;
}
static int cuFuncSetAttribute(void *function, int attribute, int value) {
  NEEDS_CONTEXT();
  (void)function;
  state.dynamic_shared_bytes = value;
  return attribute == 8 ? 0 : INVALID_VALUE;
}

/* Each block copies one row of four elements, and adds `added` if given. */
static void run_kernel(const void *function, unsigned blocks,
                       void **arguments) {
  float *to = *(float **)arguments[0];
  const float *from = *(const float **)arguments[1];
  const float *added =
      function == &add_kernel ? *(const float **)arguments[2] : NULL;
  for (unsigned i = 0; i < 4 * blocks; ++i)
    to[i] = from[i] + (added ? added[i % 4] : 0);
}

static int cuLaunchKernel(void *function, unsigned blocks_x, unsigned blocks_y,
                          unsigned blocks_z, unsigned threads_x,
                          unsigned threads_y, unsigned threads_z,
                          unsigned shared_bytes, void *stream, void **arguments,
                          void **extra) {
  ++state.launches;
  NEEDS_CONTEXT();
  if (blocks_x == 0 || blocks_y != 1 || blocks_z != 1 || threads_y != 1 ||
      threads_z != 1 || extra)
    return INVALID_VALUE;
  state.blocks = blocks_x;
  state.threads = threads_x;
  state.shared_bytes = shared_bytes;
  state.launch_stream = stream;
  if (arguments && !arguments[1])
    state.first_block = *(int64_t *)arguments[0];
  else if (arguments)
    run_kernel(function, blocks_x, arguments);
  return 0;
}

/*===----------------------------------------------------------------------===*\
|* Memory
\*===----------------------------------------------------------------------===*/

static int cuMemAlloc(uint64_t *memory, size_t bytes) {
  NEEDS_CONTEXT();
  *memory = (uint64_t)(uintptr_t)aligned_alloc(256, (bytes + 255) / 256 * 256);
  ++state.allocations;
  return 0;
}
static int cuMemFree(uint64_t memory) {
  NEEDS_CONTEXT();
  free((void *)(uintptr_t)memory);
  --state.allocations;
  return 0;
}
static int cuMemcpyAsync(uint64_t to, uint64_t from, size_t bytes,
                         void *stream) {
  NEEDS_CONTEXT();
  memcpy((void *)(uintptr_t)to, (void *)(uintptr_t)from, bytes);
  ++state.copies;
  state.copy_stream = stream;
  return 0;
}
static int cuStreamSynchronize(void *stream) {
  NEEDS_CONTEXT();
  ++state.waits;
  state.wait_stream = stream;
  return 0;
}

/*===----------------------------------------------------------------------===*\
|* The table
\*===----------------------------------------------------------------------===*/

typedef void AnyFunction(void);

static const struct {
  const char *name;
  AnyFunction *function;
  int version;
} rows[] = {
#define ROW(name) {#name, (AnyFunction *)(name), 12000}
    ROW(cuInit),
    ROW(cuDriverGetVersion),
    ROW(cuGetErrorName),
    ROW(cuGetErrorString),
    ROW(cuDeviceGetCount),
    ROW(cuDeviceGet),
    ROW(cuDeviceGetName),
    ROW(cuDeviceGetAttribute),
    ROW(cuDevicePrimaryCtxRetain),
    ROW(cuDevicePrimaryCtxRelease),
    ROW(cuCtxPushCurrent),
    ROW(cuCtxPopCurrent),
    ROW(cuCtxSynchronize),
    ROW(cuModuleLoadDataEx),
    ROW(cuModuleUnload),
    ROW(cuModuleGetFunction),
    ROW(cuFuncGetAttribute),
    ROW(cuFuncSetAttribute),
    ROW(cuLaunchKernel),
    ROW(cuMemAlloc),
    ROW(cuMemFree),
    ROW(cuMemcpyAsync),
    ROW(cuStreamSynchronize),
#undef ROW
    {"cuFuncLoad", (AnyFunction *)cuFuncLoad, 12040},
};

int cuGetProcAddress_v2(const char *name, void **function, int version,
                        uint64_t flags, int *found);
int cuGetProcAddress_v2(const char *name, void **function, int version,
                        uint64_t flags, int *found) {
  (void)flags;
  *function = NULL;
  *found = 1;
  if (state.missing && strcmp(name, state.missing) == 0)
    return NOT_FOUND;
  for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); ++i)
    if (strcmp(rows[i].name, name) == 0 && rows[i].version <= version) {
      memcpy(function, &rows[i].function, sizeof(*function));
      *found = 0;
      return 0;
    }
  return NOT_FOUND;
}
