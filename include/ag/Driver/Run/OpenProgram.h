//===- OpenProgram.h - compiled programs from shared libraries --*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a shared library that ag made become functions of this process?
//
//===----------------------------------------------------------------------===//
#ifndef AG_DRIVER_RUN_OPENPROGRAM_H
#define AG_DRIVER_RUN_OPENPROGRAM_H

#include "ag/Driver/Run/LoadedProgram.h"

namespace ag {

/// Opens a shared library that ag-compile --emit=so made. An error says what
/// is wrong with the file.
llvm::Expected<LoadedProgram> openProgram(llvm::StringRef path);

} // namespace ag

#endif // AG_DRIVER_RUN_OPENPROGRAM_H
