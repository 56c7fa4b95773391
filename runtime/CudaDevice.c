/*===- CudaDevice.c - the GPU of a context --------------------------------===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* Which GPU does a call use, and how is its context made current?
|*
\*===----------------------------------------------------------------------===*/
#include "CudaDevice.h"
#include "Message.h"

/* Values of CUdevice_attribute. */
enum { CAPABILITY_MAJOR = 75, CAPABILITY_MINOR = 76 };

int32_t ag_rt_cuda_find_device(const ag_rt_module *module, ag_context *ctx,
                               ag_rt_cuda_device *device) {
  *device = (ag_rt_cuda_device){.number = (int)ctx->device};
  int32_t status = ag_rt_cuda_open_driver(module, ctx, &device->driver);
  if (status != AG_OK)
    return status;
  int count = 0;
  status = ag_rt_cuda_report(
      device->driver, ctx, device->driver->cuDeviceGetCount(&count),
      "%s: the CUDA driver cannot list GPUs", module->name);
  if (status != AG_OK)
    return status;
  if (count == 0)
    return ag_rt_report(ctx, AG_NO_DEVICE,
                        "%s needs a GPU, but the CUDA driver finds none",
                        module->name);
  if (ctx->device < 0 || ctx->device >= count)
    return ag_rt_report(ctx, AG_NO_DEVICE,
                        "context: device is %d, but GPUs have the numbers 0 to "
                        "%d",
                        (int)ctx->device, count - 1);
  return ag_rt_cuda_report(
      device->driver, ctx,
      device->driver->cuDeviceGet(&device->handle, device->number),
      "%s: CUDA device %d", module->name, device->number);
}

int32_t ag_rt_cuda_check_capability(const ag_rt_module *module, int64_t needed,
                                    const ag_rt_cuda_device *device,
                                    ag_context *ctx) {
  const ag_rt_cuda_driver *driver = device->driver;
  int major = 0, minor = 0;
  int result =
      driver->cuDeviceGetAttribute(&major, CAPABILITY_MAJOR, device->handle);
  if (result == 0)
    result =
        driver->cuDeviceGetAttribute(&minor, CAPABILITY_MINOR, device->handle);
  char name[64] = "";
  if (result == 0)
    result = driver->cuDeviceGetName(name, sizeof(name), device->handle);
  if (result != 0)
    return ag_rt_cuda_report(driver, ctx, result,
                             "%s: CUDA device %d does not say what it is",
                             module->name, device->number);
  if (10 * (int64_t)major + minor >= needed)
    return AG_OK;
  return ag_rt_report(ctx, AG_NO_DEVICE,
                      "%s was compiled for sm_%lld, but CUDA device %d, %.63s, "
                      "is an sm_%d%d: choose another device or a lower --march",
                      module->name, (long long)needed, device->number, name,
                      major, minor);
}

int32_t ag_rt_cuda_retain(ag_rt_cuda_device *device, ag_context *ctx) {
  return ag_rt_cuda_report(device->driver, ctx,
                           device->driver->cuDevicePrimaryCtxRetain(
                               &device->context, device->handle),
                           "CUDA device %d cannot be used", device->number);
}

void ag_rt_cuda_release(const ag_rt_cuda_device *device) {
  device->driver->cuDevicePrimaryCtxRelease(device->handle);
}

int32_t ag_rt_cuda_enter(const ag_rt_cuda_device *device, ag_context *ctx) {
  return ag_rt_cuda_report(device->driver, ctx,
                           device->driver->cuCtxPushCurrent(device->context),
                           "CUDA device %d cannot be used", device->number);
}

void ag_rt_cuda_leave(const ag_rt_cuda_device *device) {
  void *popped;
  device->driver->cuCtxPopCurrent(&popped);
}
