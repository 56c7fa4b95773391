//===- Emulator.h - an emulated GPU -----------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a program compiled for CUDA find the emulator of a GPU, and what did
// its kernels execute there?
//
//===----------------------------------------------------------------------===//
#ifndef AG_DRIVER_RUN_EMULATOR_H
#define AG_DRIVER_RUN_EMULATOR_H

#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace ag {

/// Makes programs that this process loads from now on run on the emulator that
/// ag was built or installed with. Fails if the tool does not find the
/// emulator.
llvm::Error useEmulator();

/// Counts of the kernels of one name on the emulator.
struct EmulatedKernel {
  std::string name;
  uint64_t launches;
  /// The number of blocks in all launches.
  uint64_t blocks;
  /// The number of instructions that warps executed, in all launches.
  uint64_t instructions;
};

/// Returns the counts since the last call, for all programs of this process, in
/// the order of the kernels' first launches. Fails if no program has opened the
/// emulator.
llvm::Expected<std::vector<EmulatedKernel>> takeEmulatedKernels();

} // namespace ag

#endif // AG_DRIVER_RUN_EMULATOR_H
