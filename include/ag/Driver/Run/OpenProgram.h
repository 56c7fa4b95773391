//===- OpenProgram.h - compiled programs from shared libraries --*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a shared library that ag compiled loaded into this process?
//
//===----------------------------------------------------------------------===//
#ifndef AG_DRIVER_RUN_OPENPROGRAM_H
#define AG_DRIVER_RUN_OPENPROGRAM_H

#include "ag/Driver/Run/LoadedProgram.h"

namespace ag {

/// Opens a shared library that ag-compile --emit=so wrote. Fails if the file
/// cannot be loaded or is not such a library.
llvm::Expected<LoadedProgram> openProgram(llvm::StringRef path);

} // namespace ag

#endif // AG_DRIVER_RUN_OPENPROGRAM_H
