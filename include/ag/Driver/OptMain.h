//===- OptMain.h - what ag-opt does -----------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does MLIR's mlir-opt become a tool of ag, which ends as they all do?
//
//===----------------------------------------------------------------------===//
#ifndef AG_DRIVER_OPTMAIN_H
#define AG_DRIVER_OPTMAIN_H

namespace mlir {
class DialectRegistry;
} // namespace mlir

namespace ag {

/// The tool: reads the command line and runs the passes that it names, of those
/// registered by then, over a program in these dialects and those of plugins.
int optMain(int argc, char **argv, mlir::DialectRegistry &registry);

} // namespace ag

#endif // AG_DRIVER_OPTMAIN_H
