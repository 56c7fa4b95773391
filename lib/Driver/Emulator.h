//===- Emulator.h - a GPU where there is none -------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a program that is compiled for CUDA find the emulator of a GPU?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DRIVER_EMULATOR_H
#define AG_LIB_DRIVER_EMULATOR_H

#include "llvm/Support/Error.h"

namespace ag {

/// Lets programs that this process loads from now on run on the emulator that
/// ag was built or installed with. An error if it is not where the tool expects
/// it.
llvm::Error useEmulator();

} // namespace ag

#endif // AG_LIB_DRIVER_EMULATOR_H
