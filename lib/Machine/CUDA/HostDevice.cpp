//===- HostDevice.cpp - the GPU of this machine ---------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "CUDA/HostDevice.h"
#include "CUDA/CudaDevices.h"
#include "llvm/ADT/Twine.h"
#include <cstdlib>
#include <dlfcn.h>

using namespace llvm;

namespace ag {
namespace {
/// Attributes of a device, by CUDA's numbers.
constexpr int majorCapability = 75, minorCapability = 76;

/// Functions of CUDA's documented C interface. A result of 0 means success.
struct Driver {
  int (*cuInit)(unsigned flags);
  int (*cuGetErrorString)(int result, const char **text);
  int (*cuDeviceGet)(int *device, int number);
  int (*cuDeviceGetAttribute)(int *value, int attribute, int device);
};

Error makeError(const Twine &message) {
  return createStringError("march=native: " + message);
}

/// Returns the library's name or path. A program with more rights than its user
/// ignores the environment.
const char *getLibraryPath() {
  const char *path = secure_getenv("AG_CUDA_DRIVER");
  return path && *path ? path : "libcuda.so.1";
}

template <typename Function>
Error findFunction(void *library, const char *name, Function *&function) {
  function = reinterpret_cast<Function *>(dlsym(library, name));
  return function ? Error::success()
                  : makeError(Twine("the CUDA driver ") + getLibraryPath() +
                              " has no function " + name);
}

Expected<Driver> openDriver() {
  void *library = dlopen(getLibraryPath(), RTLD_NOW | RTLD_LOCAL);
  if (!library)
    return makeError(Twine("an NVIDIA GPU and its driver are needed: ") +
                     dlerror());
  Driver driver;
  if (Error error = findFunction(library, "cuInit", driver.cuInit))
    return std::move(error);
  if (Error error =
          findFunction(library, "cuGetErrorString", driver.cuGetErrorString))
    return std::move(error);
  if (Error error = findFunction(library, "cuDeviceGet", driver.cuDeviceGet))
    return std::move(error);
  if (Error error = findFunction(library, "cuDeviceGetAttribute",
                                 driver.cuDeviceGetAttribute))
    return std::move(error);
  return driver;
}

/// Returns the capability of GPU 0: 86 for compute capability 8.6.
Expected<int64_t> readCapability(const Driver &driver) {
  int device = 0, major = 0, minor = 0;
  int result = driver.cuInit(/*flags=*/0);
  if (result == 0)
    result = driver.cuDeviceGet(&device, /*number=*/0);
  if (result == 0)
    result = driver.cuDeviceGetAttribute(&major, majorCapability, device);
  if (result == 0)
    result = driver.cuDeviceGetAttribute(&minor, minorCapability, device);
  if (result == 0)
    return 10 * major + minor;
  const char *text = nullptr;
  driver.cuGetErrorString(result, &text);
  return makeError(Twine("the CUDA driver offers no GPU: ") +
                   (text ? text : "not a known error") + " (" + Twine(result) +
                   ")");
}
} // namespace

Expected<std::string> findHostCudaMarch() {
  Expected<Driver> driver = openDriver();
  if (!driver)
    return driver.takeError();
  Expected<int64_t> capability = readCapability(*driver);
  if (!capability)
    return capability.takeError();
  if (const CudaDevice *device = findGreatestCudaDevice(*capability))
    return device->march.str();
  return makeError("this machine's GPU is an sm_" + Twine(*capability) +
                   "; expected one that runs programs for " + defaultCudaMarch);
}

} // namespace ag
