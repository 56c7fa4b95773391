/*===- CudaDevice.h - the GPU that a context names ----------------*- C -*-===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* Which GPU does a call work on, and how does it become the current one?
|*
\*===----------------------------------------------------------------------===*/
#ifndef AG_RUNTIME_CUDADEVICE_H
#define AG_RUNTIME_CUDADEVICE_H

#include "CudaDriver.h"

/* A GPU, and its primary context while that is retained. */
typedef struct ag_rt_cuda_device {
  const ag_rt_cuda_driver *driver;
  int number;
  int handle;
  void *context;
} ag_rt_cuda_device;

/* Finds the GPU ctx->device, whose context is not retained yet. Opens the
 * driver. The context is checked before. */
int32_t ag_rt_cuda_find_device(const ag_rt_module *module, ag_context *ctx,
                               ag_rt_cuda_device *device);

/* Whether the GPU has the capability that a program needs: 80 for sm_80. */
int32_t ag_rt_cuda_check_capability(const ag_rt_module *module, int64_t needed,
                                    const ag_rt_cuda_device *device,
                                    ag_context *ctx);

/* Retains the GPU's primary context; each time is to be released once. Its
 * memory lives until nothing retains it. */
int32_t ag_rt_cuda_retain(ag_rt_cuda_device *device, ag_context *ctx);
void ag_rt_cuda_release(const ag_rt_cuda_device *device);

/* Makes the retained context this thread's current one until it leaves, which
 * brings the one before back. */
int32_t ag_rt_cuda_enter(const ag_rt_cuda_device *device, ag_context *ctx);
void ag_rt_cuda_leave(const ag_rt_cuda_device *device);

#endif /* AG_RUNTIME_CUDADEVICE_H */
