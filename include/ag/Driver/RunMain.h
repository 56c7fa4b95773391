//===- RunMain.h - ag-run's command line ------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does ag-run do?
//
//===----------------------------------------------------------------------===//
#ifndef AG_DRIVER_RUNMAIN_H
#define AG_DRIVER_RUNMAIN_H

namespace mlir {
class DialectRegistry;
} // namespace mlir

namespace ag {

/// Reads the command line, runs a function of a program in the dialects of
/// `registry` and of plugins, and returns the exit status.
int runMain(int argc, char **argv, mlir::DialectRegistry &registry);

} // namespace ag

#endif // AG_DRIVER_RUNMAIN_H
