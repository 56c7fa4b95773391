//===- Cuda.h - the driver functions of CUDA ----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which functions does the emulator offer to programs? They are the functions
// of CUDA's driver that ag's runtime calls, and some that other programs call.
// Each does what CUDA's documentation says of its name. The declarations are
// ag's own, because CUDA's are not free. An `int` is a CUresult
// (Memory/Result.h), and handles are `void *`. The last function is the
// emulator's own.
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMULATOR_DRIVER_CUDA_H
#define AG_EMULATOR_DRIVER_CUDA_H

#include <stddef.h>
#include <stdint.h>

#define AG_EMULATOR_API __attribute__((visibility("default")))

#ifdef __cplusplus
extern "C" {
#endif

// clang-format off
AG_EMULATOR_API int cuInit(unsigned flags);
AG_EMULATOR_API int cuDriverGetVersion(int *version);
AG_EMULATOR_API int cuGetErrorName(int result, const char **name);
AG_EMULATOR_API int cuGetErrorString(int result, const char **text);
AG_EMULATOR_API int cuGetProcAddress_v2(const char *symbol, void **function, int version, uint64_t flags, int *status);
AG_EMULATOR_API int cuDeviceGetCount(int *count);
AG_EMULATOR_API int cuDeviceGet(int *device, int ordinal);
AG_EMULATOR_API int cuDeviceGetName(char *name, int length, int device);
AG_EMULATOR_API int cuDeviceGetAttribute(int *value, int attribute, int device);
AG_EMULATOR_API int cuDeviceTotalMem_v2(size_t *bytes, int device);

AG_EMULATOR_API int cuDevicePrimaryCtxRetain(void **context, int device);
AG_EMULATOR_API int cuDevicePrimaryCtxRelease_v2(int device);
AG_EMULATOR_API int cuCtxPushCurrent_v2(void *context);
AG_EMULATOR_API int cuCtxPopCurrent_v2(void **context);
AG_EMULATOR_API int cuCtxGetCurrent(void **context);
AG_EMULATOR_API int cuCtxSetCurrent(void *context);
AG_EMULATOR_API int cuCtxGetDevice(int *device);
AG_EMULATOR_API int cuCtxSynchronize(void);

AG_EMULATOR_API int cuModuleLoadData(void **module, const void *image);
AG_EMULATOR_API int cuModuleLoadDataEx(void **module, const void *image, unsigned count, int *options, void **values);
AG_EMULATOR_API int cuModuleUnload(void *module);
AG_EMULATOR_API int cuModuleGetFunction(void **function, void *module, const char *name);
AG_EMULATOR_API int cuModuleGetGlobal_v2(uint64_t *address, size_t *bytes, void *module, const char *name);
AG_EMULATOR_API int cuFuncSetAttribute(void *function, int attribute, int value);
AG_EMULATOR_API int cuFuncGetAttribute(int *value, int attribute, void *function);
AG_EMULATOR_API int cuFuncLoad(void *function);
AG_EMULATOR_API int cuLaunchKernel(void *function, unsigned gridX, unsigned gridY, unsigned gridZ, unsigned blockX, unsigned blockY, unsigned blockZ, unsigned sharedBytes, void *stream, void **parameters, void **extra);

AG_EMULATOR_API int cuMemAlloc_v2(uint64_t *address, size_t bytes);
AG_EMULATOR_API int cuMemAllocAsync(uint64_t *address, size_t bytes, void *stream);
AG_EMULATOR_API int cuMemFree_v2(uint64_t address);
AG_EMULATOR_API int cuMemFreeAsync(uint64_t address, void *stream);
AG_EMULATOR_API int cuMemGetInfo_v2(size_t *available, size_t *total);
AG_EMULATOR_API int cuMemHostAlloc(void **pointer, size_t bytes, unsigned flags);
AG_EMULATOR_API int cuMemAllocHost_v2(void **pointer, size_t bytes);
AG_EMULATOR_API int cuMemFreeHost(void *pointer);
AG_EMULATOR_API int cuMemcpy(uint64_t to, uint64_t from, size_t bytes);
AG_EMULATOR_API int cuMemcpyAsync(uint64_t to, uint64_t from, size_t bytes, void *stream);
AG_EMULATOR_API int cuMemcpyHtoD_v2(uint64_t to, const void *from, size_t bytes);
AG_EMULATOR_API int cuMemcpyHtoDAsync_v2(uint64_t to, const void *from, size_t bytes, void *stream);
AG_EMULATOR_API int cuMemcpyDtoH_v2(void *to, uint64_t from, size_t bytes);
AG_EMULATOR_API int cuMemcpyDtoHAsync_v2(void *to, uint64_t from, size_t bytes, void *stream);
AG_EMULATOR_API int cuMemcpyDtoD_v2(uint64_t to, uint64_t from, size_t bytes);
AG_EMULATOR_API int cuMemcpyDtoDAsync_v2(uint64_t to, uint64_t from, size_t bytes, void *stream);
AG_EMULATOR_API int cuMemsetD8_v2(uint64_t to, unsigned char value, size_t count);
AG_EMULATOR_API int cuMemsetD8Async(uint64_t to, unsigned char value, size_t count, void *stream);
AG_EMULATOR_API int cuMemsetD32_v2(uint64_t to, unsigned value, size_t count);
AG_EMULATOR_API int cuMemsetD32Async(uint64_t to, unsigned value, size_t count, void *stream);
AG_EMULATOR_API int cuPointerGetAttribute(void *value, int attribute, uint64_t address);
AG_EMULATOR_API int cuPointerGetAttributes(unsigned count, int *attributes, void **values, uint64_t address);

AG_EMULATOR_API int cuStreamCreate(void **stream, unsigned flags);
AG_EMULATOR_API int cuStreamDestroy_v2(void *stream);
AG_EMULATOR_API int cuStreamSynchronize(void *stream);
AG_EMULATOR_API int cuStreamQuery(void *stream);
AG_EMULATOR_API int cuStreamWaitEvent(void *stream, void *event, unsigned flags);
AG_EMULATOR_API int cuEventCreate(void **event, unsigned flags);
AG_EMULATOR_API int cuEventDestroy_v2(void *event);
AG_EMULATOR_API int cuEventRecord(void *event, void *stream);
AG_EMULATOR_API int cuEventSynchronize(void *event);
AG_EMULATOR_API int cuEventQuery(void *event);
AG_EMULATOR_API int cuEventElapsedTime(float *milliseconds, void *start, void *end);
// clang-format on

/// Calls `visit` for each kernel that has run since the last call, in the order
/// of their first launches. `launches` is the number of its launches, `blocks`
/// that of their blocks, and `instructions` that of the instructions that their
/// warps executed. Kernels of one name are counted together. Returns
/// CUDA_ERROR_NOT_INITIALIZED before cuInit.
AG_EMULATOR_API int agEmulatorTakeCounts(
    void (*visit)(void *user, const char *kernel, uint64_t launches,
                  uint64_t blocks, uint64_t instructions),
    void *user);

#ifdef __cplusplus
}
#endif

#endif // AG_EMULATOR_DRIVER_CUDA_H
