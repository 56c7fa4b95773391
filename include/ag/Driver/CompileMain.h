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

namespace ag {

/// The tool: reads the command line, compiles, and gives the exit status.
int compileMain(int argc, char **argv);

} // namespace ag

#endif // AG_DRIVER_COMPILEMAIN_H
