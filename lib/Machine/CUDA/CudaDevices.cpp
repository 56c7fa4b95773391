//===- CudaDevices.cpp - what the GPUs of a march have --------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "CUDA/CudaDevices.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace ag {

/// In the order of their capabilities.
static constexpr CudaDevice devices[] = {
    {"sm_80", 80, 70}, {"sm_86", 86, 71},   {"sm_89", 89, 78},
    {"sm_90", 90, 78}, {"sm_100", 100, 86}, {"sm_120", 120, 87},
};

const CudaDevice *findCudaDevice(llvm::StringRef march) {
  const CudaDevice *device = llvm::find_if(
      devices, [&](const CudaDevice &device) { return device.march == march; });
  return device == std::end(devices) ? nullptr : device;
}

const CudaDevice *findGreatestCudaDevice(int64_t capability) {
  const CudaDevice *greatest = nullptr;
  for (const CudaDevice &device : devices)
    if (device.capability <= capability)
      greatest = &device;
  return greatest;
}

std::string listCudaDevices() {
  return llvm::join(
      llvm::map_range(devices,
                      [](const CudaDevice &device) { return device.march; }),
      ", ");
}

} // namespace ag
