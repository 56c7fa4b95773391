//===- CompileMain.h - ag-compile's command line ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does ag-compile do?
//
//===----------------------------------------------------------------------===//
#ifndef AG_DRIVER_COMPILEMAIN_H
#define AG_DRIVER_COMPILEMAIN_H

namespace mlir {
class DialectRegistry;
} // namespace mlir

namespace ag {

/// Reads the command line, compiles a program in the dialects of `registry` and
/// of plugins, and returns the exit status.
int compileMain(int argc, char **argv, mlir::DialectRegistry &registry);

} // namespace ag

#endif // AG_DRIVER_COMPILEMAIN_H
