/*===- CudaDriver.c - the functions of the CUDA driver --------------------===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* Which functions of libcuda does the runtime call, and how are they found?
|*
\*===----------------------------------------------------------------------===*/
#define _GNU_SOURCE /* secure_getenv */
#include "CudaDriver.h"
#include "Message.h"
#include <dlfcn.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*===----------------------------------------------------------------------===*\
|* Opening
\*===----------------------------------------------------------------------===*/

/* Finds a function with the signature that it has in a version of CUDA. */
typedef int find_function(const char *name, void **function, int version,
                          uint64_t flags, int *found);

static const struct {
  const char *name;
  size_t offset; /* in ag_rt_cuda_driver */
  int version;
} rows[] = {
#define AG_ROW(name, version, parameters)                                      \
  {#name, offsetof(ag_rt_cuda_driver, name), version},
    AG_RT_CUDA_FUNCTIONS(AG_ROW)
#undef AG_ROW
};

/* Returns the library's name or path. A program that runs with elevated
 * privileges ignores the environment. */
static const char *library_path(void) {
  const char *path = secure_getenv("AG_CUDA_DRIVER");
  return path && *path ? path : "libcuda.so.1";
}

static int32_t report_old_driver(const ag_rt_module *module, int version,
                                 ag_context *ctx) {
  if (version == 0)
    return ag_rt_report(ctx, AG_NO_DEVICE,
                        "%s needs a driver for CUDA 12.0, but %.200s is of an "
                        "older one: update it",
                        module->name, library_path());
  return ag_rt_report(ctx, AG_NO_DEVICE,
                      "%s needs a driver for CUDA 12.0, but %.200s is for CUDA "
                      "%d.%d: update it",
                      module->name, library_path(), version / 1000,
                      version % 1000 / 10);
}

/* Sets one field of the driver from its row. Returns false if the driver does
 * not have the function. */
static bool find_row(size_t row, find_function *find,
                     ag_rt_cuda_driver *driver) {
  void *function = NULL;
  int found;
  int result = find(rows[row].name, &function, rows[row].version, 0, &found);
  memcpy((char *)driver + rows[row].offset, &function, sizeof(function));
  return result == 0 && function;
}

/* Sets all functions that the driver's version has, and initializes the
 * driver. */
static int32_t find_functions(const ag_rt_module *module, find_function *find,
                              ag_context *ctx, ag_rt_cuda_driver *driver) {
  int version = 0;
  if (!find_row(0, find, driver) || driver->cuDriverGetVersion(&version) != 0 ||
      version < AG_RT_CUDA_VERSION)
    return report_old_driver(module, version, ctx);
  for (size_t i = 1; i < sizeof(rows) / sizeof(rows[0]); ++i)
    if (rows[i].version <= version && !find_row(i, find, driver))
      return ag_rt_report(ctx, AG_NO_DEVICE,
                          "%s: the CUDA driver %.200s has no function %s",
                          module->name, library_path(), rows[i].name);
  /* Any failure means that there is no usable GPU. */
  int32_t status =
      ag_rt_cuda_report(driver, ctx, driver->cuInit(0),
                        "%s: the CUDA driver does not start", module->name);
  return status == AG_OK ? AG_OK : AG_NO_DEVICE;
}

/* Sets all functions from an opened library. */
static int32_t read_library(const ag_rt_module *module, void *library,
                            ag_context *ctx, ag_rt_cuda_driver *driver) {
  void *address = dlsym(library, "cuGetProcAddress_v2");
  if (!address)
    return report_old_driver(module, 0, ctx);
  find_function *find;
  memcpy(&find, &address, sizeof(find));
  return find_functions(module, find, ctx, driver);
}

/* Opens the library, and closes it again if it cannot be used. */
static int32_t open_driver(const ag_rt_module *module, ag_context *ctx,
                           ag_rt_cuda_driver *driver) {
  void *library = dlopen(library_path(), RTLD_NOW | RTLD_LOCAL);
  if (!library)
    return ag_rt_report(ctx, AG_NO_DEVICE,
                        "%s needs an NVIDIA GPU and its driver: %.300s",
                        module->name, dlerror());
  int32_t status = read_library(module, library, ctx, driver);
  if (status != AG_OK)
    dlclose(library);
  return status;
}

int32_t ag_rt_cuda_open_driver(const ag_rt_module *module, ag_context *ctx,
                               const ag_rt_cuda_driver **driver) {
  static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
  static ag_rt_cuda_driver opened;
  static bool is_open = false;
  pthread_mutex_lock(&lock);
  int32_t status = AG_OK;
  if (!is_open)
    status = open_driver(module, ctx, &opened);
  is_open = status == AG_OK;
  pthread_mutex_unlock(&lock);
  *driver = &opened;
  return status;
}

/*===----------------------------------------------------------------------===*\
|* Failures
\*===----------------------------------------------------------------------===*/

/* CUresults that have statuses of their own. */
enum {
  CUDA_ERROR_OUT_OF_MEMORY = 2,
  CUDA_ERROR_STUB_LIBRARY = 34,
  CUDA_ERROR_DEVICE_UNAVAILABLE = 46,
  CUDA_ERROR_NO_DEVICE = 100,
  CUDA_ERROR_NO_BINARY_FOR_GPU = 209,
  CUDA_ERROR_JIT_COMPILER_NOT_FOUND = 221,
  CUDA_ERROR_UNSUPPORTED_PTX_VERSION = 222,
  CUDA_ERROR_SYSTEM_DRIVER_MISMATCH = 803
};

static int32_t status_of(int result) {
  switch (result) {
  case CUDA_ERROR_OUT_OF_MEMORY:
    return AG_OUT_OF_MEMORY;
  case CUDA_ERROR_STUB_LIBRARY:
  case CUDA_ERROR_DEVICE_UNAVAILABLE:
  case CUDA_ERROR_NO_DEVICE:
  case CUDA_ERROR_NO_BINARY_FOR_GPU:
  case CUDA_ERROR_JIT_COMPILER_NOT_FOUND:
  case CUDA_ERROR_UNSUPPORTED_PTX_VERSION:
  case CUDA_ERROR_SYSTEM_DRIVER_MISMATCH:
    return AG_NO_DEVICE;
  default:
    return AG_DEVICE_FAILURE;
  }
}

int32_t ag_rt_cuda_report(const ag_rt_cuda_driver *driver, ag_context *ctx,
                          int result, const char *format, ...) {
  if (result == 0)
    return AG_OK;
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(ctx->message, sizeof(ctx->message), format, arguments);
  va_end(arguments);
  const char *name = NULL, *text = NULL;
  driver->cuGetErrorName(result, &name);
  driver->cuGetErrorString(result, &text);
  size_t used = strlen(ctx->message);
  snprintf(ctx->message + used, sizeof(ctx->message) - used, ": %s (%s, %d)",
           text ? text : "not a known error", name ? name : "CUDA", result);
  return status_of(result);
}
