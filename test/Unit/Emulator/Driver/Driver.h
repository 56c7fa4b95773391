/*===- Driver.h - functions of a driver, opened by name --------*- C -*-===*\
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===*|
|*
|* How does a program find a driver's functions without linking it? By dlopen
|* and cuGetProcAddress_v2, as ag's runtime does.
|*
\*===----------------------------------------------------------------------===*/
#ifndef AG_TEST_UNIT_EMULATOR_DRIVER_DRIVER_H
#define AG_TEST_UNIT_EMULATOR_DRIVER_DRIVER_H

#include <stddef.h>
#include <stdint.h>

/* clang-format off */
#define DRIVER_FUNCTIONS \
  DRIVER_FUNCTION(CtxPopCurrent_v2, (void **context)) \
  DRIVER_FUNCTION(CtxPushCurrent_v2, (void *context)) \
  DRIVER_FUNCTION(CtxSynchronize, (void)) \
  DRIVER_FUNCTION(DeviceGet, (int *device, int ordinal)) \
  DRIVER_FUNCTION(DeviceGetAttribute, (int *value, int attribute, int device)) \
  DRIVER_FUNCTION(DevicePrimaryCtxRelease_v2, (int device)) \
  DRIVER_FUNCTION(DevicePrimaryCtxRetain, (void **context, int device)) \
  DRIVER_FUNCTION(EventCreate, (void **event, unsigned flags)) \
  DRIVER_FUNCTION(EventDestroy_v2, (void *event)) \
  DRIVER_FUNCTION(EventElapsedTime, (float *milliseconds, void *start, void *end)) \
  DRIVER_FUNCTION(EventRecord, (void *event, void *stream)) \
  DRIVER_FUNCTION(EventSynchronize, (void *event)) \
  DRIVER_FUNCTION(FuncGetAttribute, (int *value, int attribute, void *function)) \
  DRIVER_FUNCTION(FuncLoad, (void *function)) \
  DRIVER_FUNCTION(FuncSetAttribute, (void *function, int attribute, int value)) \
  DRIVER_FUNCTION(GetErrorName, (int result, const char **name)) \
  DRIVER_FUNCTION(GetErrorString, (int result, const char **text)) \
  DRIVER_FUNCTION(Init, (unsigned flags)) \
  DRIVER_FUNCTION(LaunchKernel, (void *function, unsigned gridX, unsigned gridY, unsigned gridZ, unsigned blockX, unsigned blockY, unsigned blockZ, unsigned sharedBytes, void *stream, void **parameters, void **extra)) \
  DRIVER_FUNCTION(MemAlloc_v2, (uint64_t *address, size_t bytes)) \
  DRIVER_FUNCTION(MemFreeAsync, (uint64_t address, void *stream)) \
  DRIVER_FUNCTION(MemFreeHost, (void *pointer)) \
  DRIVER_FUNCTION(MemFree_v2, (uint64_t address)) \
  DRIVER_FUNCTION(MemGetInfo_v2, (size_t *available, size_t *total)) \
  DRIVER_FUNCTION(MemHostAlloc, (void **pointer, size_t bytes, unsigned flags)) \
  DRIVER_FUNCTION(MemcpyAsync, (uint64_t to, uint64_t from, size_t bytes, void *stream)) \
  DRIVER_FUNCTION(MemcpyDtoHAsync_v2, (void *to, uint64_t from, size_t bytes, void *stream)) \
  DRIVER_FUNCTION(MemcpyDtoH_v2, (void *to, uint64_t from, size_t bytes)) \
  DRIVER_FUNCTION(MemcpyHtoD_v2, (uint64_t to, const void *from, size_t bytes)) \
  DRIVER_FUNCTION(MemsetD32Async, (uint64_t to, unsigned value, size_t count, void *stream)) \
  DRIVER_FUNCTION(MemsetD8Async, (uint64_t to, unsigned char value, size_t count, void *stream)) \
  DRIVER_FUNCTION(ModuleGetFunction, (void **function, void *module, const char *name)) \
  DRIVER_FUNCTION(ModuleGetGlobal_v2, (uint64_t *address, size_t *bytes, void *module, const char *name)) \
  DRIVER_FUNCTION(ModuleLoadData, (void **module, const void *image)) \
  DRIVER_FUNCTION(ModuleLoadDataEx, (void **module, const void *image, unsigned count, int *options, void **values)) \
  DRIVER_FUNCTION(ModuleUnload, (void *module)) \
  DRIVER_FUNCTION(PointerGetAttribute, (void *value, int attribute, uint64_t address)) \
  DRIVER_FUNCTION(PointerGetAttributes, (unsigned count, int *attributes, void **values, uint64_t address)) \
  DRIVER_FUNCTION(StreamCreate, (void **stream, unsigned flags)) \
  DRIVER_FUNCTION(StreamDestroy_v2, (void *stream)) \
  DRIVER_FUNCTION(StreamQuery, (void *stream)) \
  DRIVER_FUNCTION(StreamSynchronize, (void *stream)) \
  DRIVER_FUNCTION(StreamWaitEvent, (void *stream, void *event, unsigned flags))
/* clang-format on */

/* The driver's functions, named without the prefix `cu` */
struct Driver {
#define DRIVER_FUNCTION(NAME, ARGUMENTS) int(*NAME) ARGUMENTS;
  DRIVER_FUNCTIONS
#undef DRIVER_FUNCTION
};
extern struct Driver driver;

/* The emulator's own function, which other drivers lack */
typedef void VisitKernel(void *user, const char *kernel, uint64_t launches,
                         uint64_t blocks, uint64_t instructions);
extern int (*takeCounts)(VisitKernel *visit, void *user);

/* Opens the library at `path`. Returns 0 if a function is missing, after a
   message. */
int openDriver(const char *path);

#endif /* AG_TEST_UNIT_EMULATOR_DRIVER_DRIVER_H */
