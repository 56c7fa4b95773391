//===- OptMain.h - ag-opt's command line ------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does MLIR's mlir-opt become a tool with the exit statuses of ag's tools?
//
//===----------------------------------------------------------------------===//
#ifndef AG_DRIVER_OPTMAIN_H
#define AG_DRIVER_OPTMAIN_H

namespace mlir {
class DialectRegistry;
} // namespace mlir

namespace ag {

/// Reads the command line and runs the registered passes that it names over a
/// program in the dialects of `registry` and of plugins. Returns the exit
/// status.
int optMain(int argc, char **argv, mlir::DialectRegistry &registry);

} // namespace ag

#endif // AG_DRIVER_OPTMAIN_H
