//===- ReduceMain.h - ag-reduce's command line ------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a program that fails become one that is small enough to read?
//
//===----------------------------------------------------------------------===//
#ifndef AG_DRIVER_REDUCEMAIN_H
#define AG_DRIVER_REDUCEMAIN_H

namespace mlir {
class DialectRegistry;
} // namespace mlir

namespace ag {

/// Reads the command line, reduces a program in the dialects of `registry` and
/// of plugins, and returns the exit status.
int reduceMain(int argc, char **argv, mlir::DialectRegistry &registry);

} // namespace ag

#endif // AG_DRIVER_REDUCEMAIN_H
