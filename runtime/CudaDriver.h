/*===- CudaDriver.h - the functions of the CUDA driver ------------*- C -*-===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* Which functions of libcuda does the runtime call, and how are they found?
|*
|* The declarations are ag's own, because CUDA's header is not free. Types are
|* those of CUDA's documented C interface: a CUresult and a CUdevice are ints, a
|* CUdeviceptr has 64 bits, and pointers to opaque structs are void *.
|*
\*===----------------------------------------------------------------------===*/
#ifndef AG_RUNTIME_CUDADRIVER_H
#define AG_RUNTIME_CUDADRIVER_H

#include "ag-runtime/Runtime.h"

/* X(name, version of CUDA with this signature, parameters). The first function
 * is called to find the others. A function newer than AG_RT_CUDA_VERSION is
 * NULL if the driver is too old for it. */
#define AG_RT_CUDA_FUNCTIONS(X)                                                \
  X(cuDriverGetVersion, 12000, (int *version))                                 \
  X(cuInit, 12000, (unsigned flags))                                           \
  X(cuGetErrorName, 12000, (int result, const char **text))                    \
  X(cuGetErrorString, 12000, (int result, const char **text))                  \
  X(cuDeviceGetCount, 12000, (int *count))                                     \
  X(cuDeviceGet, 12000, (int *device, int number))                             \
  X(cuDeviceGetName, 12000, (char *name, int bytes, int device))               \
  X(cuDeviceGetAttribute, 12000, (int *value, int attribute, int device))      \
  X(cuDevicePrimaryCtxRetain, 12000, (void **context, int device))             \
  X(cuDevicePrimaryCtxRelease, 12000, (int device))                            \
  X(cuCtxPushCurrent, 12000, (void *context))                                  \
  X(cuCtxPopCurrent, 12000, (void **context))                                  \
  X(cuCtxSynchronize, 12000, (void))                                           \
  X(cuModuleLoadDataEx, 12000,                                                 \
    (void **module, const void *image, unsigned option_count,                  \
     const int *options, void **values))                                       \
  X(cuModuleUnload, 12000, (void *module))                                     \
  X(cuModuleGetFunction, 12000,                                                \
    (void **function, void *module, const char *name))                         \
  X(cuFuncGetAttribute, 12000, (int *value, int attribute, void *function))    \
  X(cuFuncSetAttribute, 12000, (void *function, int attribute, int value))     \
  X(cuFuncLoad, 12040, (void *function))                                       \
  X(cuMemAlloc, 12000, (uint64_t *memory, size_t bytes))                       \
  X(cuMemFree, 12000, (uint64_t memory))                                       \
  X(cuMemcpyAsync, 12000,                                                      \
    (uint64_t to, uint64_t from, size_t bytes, void *stream))                  \
  X(cuStreamSynchronize, 12000, (void *stream))                                \
  X(cuLaunchKernel, 12000,                                                     \
    (void *function, unsigned blocks_x, unsigned blocks_y, unsigned blocks_z,  \
     unsigned threads_x, unsigned threads_y, unsigned threads_z,               \
     unsigned shared_bytes, void *stream, void **arguments, void **extra))

/* The oldest supported version of the driver, in CUDA's notation of 12.0. It is
 * the first with cuGetProcAddress_v2. */
enum { AG_RT_CUDA_VERSION = 12000 };

typedef struct ag_rt_cuda_driver {
#define AG_FUNCTION(name, version, parameters) int(*name) parameters;
  AG_RT_CUDA_FUNCTIONS(AG_FUNCTION)
#undef AG_FUNCTION
} ag_rt_cuda_driver;

/* Opens the driver, which stays open for the process. Fails with AG_NO_DEVICE;
 * later calls then try again. Messages name `module`. Any thread may call. */
int32_t ag_rt_cuda_open_driver(const ag_rt_module *module, ag_context *ctx,
                               const ag_rt_cuda_driver **driver);

/* Writes a printf-like message followed by the driver's text for `result`.
 * Returns the corresponding status: AG_OUT_OF_MEMORY, AG_NO_DEVICE or
 * AG_DEVICE_FAILURE. Returns AG_OK without a message for a result of 0. */
__attribute__((format(printf, 4, 5))) int32_t
ag_rt_cuda_report(const ag_rt_cuda_driver *driver, ag_context *ctx, int result,
                  const char *format, ...);

#endif /* AG_RUNTIME_CUDADRIVER_H */
