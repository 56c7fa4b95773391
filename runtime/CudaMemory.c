/*===- CudaMemory.c - memory of a GPU -------------------------------------===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* How does a caller without CUDA of its own get memory of a GPU, and values
|* into and out of it?
|*
|* The primary context of the GPU may be ours alone. Its memory is lost when
|* nothing retains it, so that each allocation does so until it is freed.
|*
\*===----------------------------------------------------------------------===*/
#include "CudaDevice.h"
#include "Message.h"
#include "ag-runtime/Cuda.h"

/* CUresult's. */
enum { INVALID_VALUE = 1 };

/* Checks the context, then retains and enters the GPU that it names. */
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
  /* What allocate retained; after a fault of the GPU memory is freed with its
   * context only. What allocate did not give is refused. */
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
