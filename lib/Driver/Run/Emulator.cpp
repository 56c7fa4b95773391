//===- Emulator.cpp - an emulated GPU -------------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Driver/Run/Emulator.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <cstdlib>
#include <dlfcn.h>

using namespace llvm;

namespace ag {

constexpr StringLiteral emulatorName = "libag-emulator.so";

/// Searches the library folders beside the tool's folder. Debian has one for
/// each architecture.
Error useEmulator() {
  static char anchor;
  SmallString<128> prefix(sys::fs::getMainExecutable(nullptr, &anchor));
  sys::path::remove_filename(prefix);
  sys::path::remove_filename(prefix);
  for (StringRef folder : {"lib", "lib/x86_64-linux-gnu"}) {
    SmallString<128> path(prefix);
    sys::path::append(path, folder, emulatorName);
    if (!sys::fs::exists(path))
      continue;
    setenv("AG_CUDA_DRIVER", path.c_str(), /*overwrite=*/1);
    return Error::success();
  }
  return createStringError("--on=emulator: there is no " + emulatorName +
                           " in " + prefix + "/lib, where ag puts it");
}

/// Calls agEmulatorTakeCounts of the emulator's library. The function is not
/// part of CUDA, so the runtime does not offer it.
Expected<std::vector<EmulatedKernel>> takeEmulatedKernels() {
  using Visit = void(void *user, const char *name, uint64_t launches,
                     uint64_t blocks, uint64_t instructions);
  using TakeCounts = int(Visit * visit, void *user);
  const char *path = std::getenv("AG_CUDA_DRIVER");
  void *library = path ? dlopen(path, RTLD_NOW | RTLD_NOLOAD) : nullptr;
  auto *take = library ? reinterpret_cast<TakeCounts *>(
                             dlsym(library, "agEmulatorTakeCounts"))
                       : nullptr;
  std::vector<EmulatedKernel> kernels;
  Visit *add = [](void *user, const char *name, uint64_t launches,
                  uint64_t blocks, uint64_t instructions) {
    static_cast<std::vector<EmulatedKernel> *>(user)->push_back(
        {name, launches, blocks, instructions});
  };
  bool isTaken = take && take(add, &kernels) == 0;
  if (library)
    dlclose(library);
  if (!isTaken)
    return createStringError("no program has opened an emulator that counts");
  return kernels;
}

} // namespace ag
