/*===- CudaMemory.c - memory of a GPU -------------------------------------===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* How does a caller that does not use CUDA itself allocate memory of a GPU, and
|* copy values into and out of it?
|*
|* Possibly only this runtime uses the GPU's primary context, whose memory is
|* lost at its last release. Each allocation therefore retains it until it is
|* freed.
|*
\*===----------------------------------------------------------------------===*/
#include "CudaDevice.h"
#include "Message.h"
#include "ag-runtime/Cuda.h"

/* A CUresult. */
enum { INVALID_VALUE = 1 };

/* Finds the GPU ctx->device, retains its context and makes it current. */
static int32_t enter_device(const ag_rt_module *module, ag_context *ctx,
                            ag_rt_cuda_device *device) {
  int32_t status = ag_rt_cuda_find_device(module, ctx, device);
  if (status == AG_OK)
    status = ag_rt_cuda_retain(device, ctx);
  if (status != AG_OK)
    return status;
  status = ag_rt_cuda_enter(device, ctx);
  if (status != AG_OK)
    ag_rt_cuda_release(device);
  return status;
}

int32_t ag_rt_cuda_allocate(const ag_rt_module *module, ag_context *ctx,
                            size_t bytes, void **memory) {
  if (memory)
    *memory = NULL;
  int32_t status = ag_rt_check_context(ctx, module->max_threads);
  if (status != AG_OK)
    return status;
  if (!memory)
    return ag_rt_report(ctx, AG_INVALID_ARGUMENT,
                        "allocate: the place for the memory is NULL");
  if (bytes == 0)
    return AG_OK;
  ag_rt_cuda_device device;
  status = enter_device(module, ctx, &device);
  if (status != AG_OK)
    return status;
  uint64_t address = 0;
  status = ag_rt_cuda_report(
      device.driver, ctx, device.driver->cuMemAlloc(&address, bytes),
      "%zu bytes of memory of CUDA device %d", bytes, device.number);
  ag_rt_cuda_leave(&device);
  if (status != AG_OK)
    ag_rt_cuda_release(&device);
  *memory = (void *)(uintptr_t)address;
  return status;
}

int32_t ag_rt_cuda_free(const ag_rt_module *module, ag_context *ctx,
                        void *memory) {
  int32_t status = ag_rt_check_context(ctx, module->max_threads);
  if (status != AG_OK || !memory)
    return status;
  ag_rt_cuda_device device;
  status = enter_device(module, ctx, &device);
  if (status != AG_OK)
    return status;
  int result = device.driver->cuMemFree((uint64_t)(uintptr_t)memory);
  ag_rt_cuda_leave(&device);
  ag_rt_cuda_release(&device);
  /* Releases the context that allocate retained, also after a fault of the GPU,
   * whose memory is freed with the context only. INVALID_VALUE means that the
   * memory is not from allocate. */
  if (result != INVALID_VALUE)
    ag_rt_cuda_release(&device);
  return ag_rt_cuda_report(device.driver, ctx, result,
                           "cannot free memory of CUDA device %d",
                           device.number);
}

int32_t ag_rt_cuda_copy(const ag_rt_module *module, ag_context *ctx, void *to,
                        const void *from, size_t bytes) {
  int32_t status = ag_rt_check_context(ctx, module->max_threads);
  if (status != AG_OK)
    return status;
  if (bytes > 0 && (!to || !from))
    return ag_rt_report(ctx, AG_INVALID_ARGUMENT, "copy: `%s` is NULL",
                        to ? "from" : "to");
  ag_rt_cuda_device device;
  status = enter_device(module, ctx, &device);
  if (status != AG_OK)
    return status;
  int result = 0;
  if (bytes > 0)
    result = device.driver->cuMemcpyAsync(
        (uint64_t)(uintptr_t)to, (uint64_t)(uintptr_t)from, bytes, ctx->stream);
  if (result == 0)
    result = device.driver->cuStreamSynchronize(ctx->stream);
  ag_rt_cuda_leave(&device);
  ag_rt_cuda_release(&device);
  return ag_rt_cuda_report(device.driver, ctx, result,
                           "the copy of %zu bytes, or a kernel before it, "
                           "failed on CUDA device %d",
                           bytes, device.number);
}
