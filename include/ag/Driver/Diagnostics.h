//===- Diagnostics.h - messages about a program -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How are diagnostics printed with the line of the source that they are about?
//
//===----------------------------------------------------------------------===//
#ifndef AG_DRIVER_DIAGNOSTICS_H
#define AG_DRIVER_DIAGNOSTICS_H

#include "mlir/IR/Diagnostics.h"
#include "llvm/Support/raw_ostream.h"

namespace ag {

/// A handler that prints the diagnostics of `context`, each with its line of
/// `sources`:
///
///   f.mlir:3:8: error: ...      followed by the line
///   f.mlir: error: ...          about the program as a whole
///   error: ...                  without a file
class SourceDiagnostics : public mlir::SourceMgrDiagnosticHandler {
public:
  SourceDiagnostics(llvm::SourceMgr &sources, mlir::MLIRContext *context,
                    llvm::raw_ostream &os = llvm::errs());

private:
  void printWithoutLine(const mlir::Diagnostic &diagnostic);
  void print(mlir::Diagnostic &diagnostic);
};

} // namespace ag

#endif // AG_DRIVER_DIAGNOSTICS_H
