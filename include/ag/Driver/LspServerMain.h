//===- LspServerMain.h - ag-lsp-server's command line -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How do editors show the errors of a program while it is written?
//
//===----------------------------------------------------------------------===//
#ifndef AG_DRIVER_LSPSERVERMAIN_H
#define AG_DRIVER_LSPSERVERMAIN_H

namespace mlir {
class DialectRegistry;
} // namespace mlir

namespace ag {

/// Reads the command line and serves the Language Server Protocol on standard
/// input, for programs in the dialects of `registry` and of plugins. Returns
/// the exit status, which is InputAtFault if the session ends without
/// `shutdown` and `exit`.
int lspServerMain(int argc, char **argv, mlir::DialectRegistry &registry);

} // namespace ag

#endif // AG_DRIVER_LSPSERVERMAIN_H
