/*===- CudaDevice.h - the GPU of a context ------------------------*- C -*-===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* Which GPU does a call use, and how is its context made current?
|*
\*===----------------------------------------------------------------------===*/
#ifndef AG_RUNTIME_CUDADEVICE_H
#define AG_RUNTIME_CUDADEVICE_H

#include "CudaDriver.h"

/* A GPU, and its primary context while that is retained; else NULL. */
typedef struct ag_rt_cuda_device {
  const ag_rt_cuda_driver *driver;
  int number;
  int handle;
  void *context;
} ag_rt_cuda_device;

/* Finds the GPU ctx->device, without retaining its context. Opens the driver.
 * `ctx` has been checked. Fails with AG_NO_DEVICE if there is no such GPU. */
int32_t ag_rt_cuda_find_device(const ag_rt_module *module, ag_context *ctx,
                               ag_rt_cuda_device *device);

/* Fails with AG_NO_DEVICE unless the GPU has the compute capability that a
 * program needs: 80 for sm_80. */
int32_t ag_rt_cuda_check_capability(const ag_rt_module *module, int64_t needed,
                                    const ag_rt_cuda_device *device,
                                    ag_context *ctx);

/* Retains the GPU's primary context. Each call must be matched by a release.
 * The context's memory lives until its last release. */
int32_t ag_rt_cuda_retain(ag_rt_cuda_device *device, ag_context *ctx);
void ag_rt_cuda_release(const ag_rt_cuda_device *device);

/* Makes the retained context the current one of this thread. The second
 * function restores the previous one. */
int32_t ag_rt_cuda_enter(const ag_rt_cuda_device *device, ag_context *ctx);
void ag_rt_cuda_leave(const ag_rt_cuda_device *device);

#endif /* AG_RUNTIME_CUDADEVICE_H */
