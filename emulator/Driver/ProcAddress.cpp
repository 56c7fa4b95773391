//===- ProcAddress.cpp - driver functions by their names ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Driver/Cuda.h"
#include "Memory/Result.h"
#include <string>

using namespace ag::emulator;

namespace ag::emulator {
namespace {

struct DriverFunction {
  const char *name;
  void *function;
};

#define AG_DRIVER_FUNCTION(NAME) {#NAME, reinterpret_cast<void *>(NAME)}
const DriverFunction driverFunctions[] = {
    AG_DRIVER_FUNCTION(cuInit),
    AG_DRIVER_FUNCTION(cuDriverGetVersion),
    AG_DRIVER_FUNCTION(cuGetErrorName),
    AG_DRIVER_FUNCTION(cuGetErrorString),
    AG_DRIVER_FUNCTION(cuGetProcAddress_v2),
    AG_DRIVER_FUNCTION(cuDeviceGetCount),
    AG_DRIVER_FUNCTION(cuDeviceGet),
    AG_DRIVER_FUNCTION(cuDeviceGetName),
    AG_DRIVER_FUNCTION(cuDeviceGetAttribute),
    AG_DRIVER_FUNCTION(cuDeviceTotalMem_v2),
    AG_DRIVER_FUNCTION(cuDevicePrimaryCtxRetain),
    AG_DRIVER_FUNCTION(cuDevicePrimaryCtxRelease_v2),
    AG_DRIVER_FUNCTION(cuCtxPushCurrent_v2),
    AG_DRIVER_FUNCTION(cuCtxPopCurrent_v2),
    AG_DRIVER_FUNCTION(cuCtxGetCurrent),
    AG_DRIVER_FUNCTION(cuCtxSetCurrent),
    AG_DRIVER_FUNCTION(cuCtxGetDevice),
    AG_DRIVER_FUNCTION(cuCtxSynchronize),
    AG_DRIVER_FUNCTION(cuModuleLoadData),
    AG_DRIVER_FUNCTION(cuModuleLoadDataEx),
    AG_DRIVER_FUNCTION(cuModuleUnload),
    AG_DRIVER_FUNCTION(cuModuleGetFunction),
    AG_DRIVER_FUNCTION(cuModuleGetGlobal_v2),
    AG_DRIVER_FUNCTION(cuFuncSetAttribute),
    AG_DRIVER_FUNCTION(cuFuncGetAttribute),
    AG_DRIVER_FUNCTION(cuFuncLoad),
    AG_DRIVER_FUNCTION(cuLaunchKernel),
    AG_DRIVER_FUNCTION(cuMemAlloc_v2),
    AG_DRIVER_FUNCTION(cuMemAllocAsync),
    AG_DRIVER_FUNCTION(cuMemFree_v2),
    AG_DRIVER_FUNCTION(cuMemFreeAsync),
    AG_DRIVER_FUNCTION(cuMemGetInfo_v2),
    AG_DRIVER_FUNCTION(cuMemHostAlloc),
    AG_DRIVER_FUNCTION(cuMemAllocHost_v2),
    AG_DRIVER_FUNCTION(cuMemFreeHost),
    AG_DRIVER_FUNCTION(cuMemcpy),
    AG_DRIVER_FUNCTION(cuMemcpyAsync),
    AG_DRIVER_FUNCTION(cuMemcpyHtoD_v2),
    AG_DRIVER_FUNCTION(cuMemcpyHtoDAsync_v2),
    AG_DRIVER_FUNCTION(cuMemcpyDtoH_v2),
    AG_DRIVER_FUNCTION(cuMemcpyDtoHAsync_v2),
    AG_DRIVER_FUNCTION(cuMemcpyDtoD_v2),
    AG_DRIVER_FUNCTION(cuMemcpyDtoDAsync_v2),
    AG_DRIVER_FUNCTION(cuMemsetD8_v2),
    AG_DRIVER_FUNCTION(cuMemsetD8Async),
    AG_DRIVER_FUNCTION(cuMemsetD32_v2),
    AG_DRIVER_FUNCTION(cuMemsetD32Async),
    AG_DRIVER_FUNCTION(cuPointerGetAttribute),
    AG_DRIVER_FUNCTION(cuPointerGetAttributes),
    AG_DRIVER_FUNCTION(cuStreamCreate),
    AG_DRIVER_FUNCTION(cuStreamDestroy_v2),
    AG_DRIVER_FUNCTION(cuStreamSynchronize),
    AG_DRIVER_FUNCTION(cuStreamQuery),
    AG_DRIVER_FUNCTION(cuStreamWaitEvent),
    AG_DRIVER_FUNCTION(cuEventCreate),
    AG_DRIVER_FUNCTION(cuEventDestroy_v2),
    AG_DRIVER_FUNCTION(cuEventRecord),
    AG_DRIVER_FUNCTION(cuEventSynchronize),
    AG_DRIVER_FUNCTION(cuEventQuery),
    AG_DRIVER_FUNCTION(cuEventElapsedTime),
};
#undef AG_DRIVER_FUNCTION
} // namespace
} // namespace ag::emulator

/// Finds a function by name. A name without a version means the newest version:
/// cuMemAlloc is cuMemAlloc_v2.
int cuGetProcAddress_v2(const char *symbol, void **function, int version,
                        uint64_t flags, int *status) {
  (void)version;
  (void)flags;
  *function = nullptr;
  for (const DriverFunction &row : driverFunctions)
    if (symbol == std::string(row.name) ||
        symbol + std::string("_v2") == row.name)
      *function = row.function;
  if (status)
    *status = *function ? 0 : 1;
  return static_cast<int>(*function ? Result::Success : Result::NotFound);
}
