//===- LspServerMain.h - what ag-lsp-server does ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How do editors learn what is wrong with a program while it is written?
//
//===----------------------------------------------------------------------===//
#ifndef AG_DRIVER_LSPSERVERMAIN_H
#define AG_DRIVER_LSPSERVERMAIN_H

namespace mlir {
class DialectRegistry;
} // namespace mlir

namespace ag {

/// Reads the command line and answers the requests of the Language Server
/// Protocol on standard input, of programs in these dialects and those of
/// plugins. Returns the exit status: that of an input at fault if the session
/// ends without `shutdown` and `exit`.
int lspServerMain(int argc, char **argv, mlir::DialectRegistry &registry);

} // namespace ag

#endif // AG_DRIVER_LSPSERVERMAIN_H
