//===- Emulator.cpp - a GPU where there is none ---------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Emulator.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <cstdlib>

using namespace llvm;

namespace ag {

constexpr StringLiteral emulatorName = "libag-emulator.so";

/// The tool's folder is beside that of libraries, which Debian divides by
/// machines.
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

} // namespace ag
