//===- Jit.h - compiled programs without a file -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does an object that was just compiled become functions of this process?
//
//===----------------------------------------------------------------------===//
#ifndef AG_DRIVER_RUN_JIT_H
#define AG_DRIVER_RUN_JIT_H

#include "ag/Driver/Run/LoadedProgram.h"

namespace ag {

/// Links `object`, the bytes of a compiled program, into this process. Fails if
/// a library or function that the object needs is missing.
llvm::Expected<LoadedProgram> linkProgram(const ArtefactSignature &artefact,
                                          llvm::StringRef object);

} // namespace ag

#endif // AG_DRIVER_RUN_JIT_H
