//===- Emulator.h - a GPU where there is none -------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a program that is compiled for CUDA find the emulator of a GPU, and
// what did its kernels do there?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DRIVER_RUN_EMULATOR_H
#define AG_LIB_DRIVER_RUN_EMULATOR_H

#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace ag {

/// Lets programs that this process loads from now on run on the emulator that
/// ag was built or installed with. An error if it is not where the tool expects
/// it.
llvm::Error useEmulator();

/// What kernels of one name did on the emulator.
struct EmulatedKernel {
  std::string name;
  uint64_t launches;
  /// Of all launches.
  uint64_t blocks;
  /// Those that warps executed, in all launches.
  uint64_t instructions;
};

/// Returns what programs of this process did on the emulator since the last
/// call, in the order of the kernels' first launches. Fails if no program has
/// opened it.
llvm::Expected<std::vector<EmulatedKernel>> takeEmulatedKernels();

} // namespace ag

#endif // AG_LIB_DRIVER_RUN_EMULATOR_H
