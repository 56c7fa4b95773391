//===- Diagnostics.h - messages about a program -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How are users told what is wrong, and where?
//
//===----------------------------------------------------------------------===//
#ifndef AG_DRIVER_DIAGNOSTICS_H
#define AG_DRIVER_DIAGNOSTICS_H

#include "mlir/IR/Diagnostics.h"
#include "llvm/Support/raw_ostream.h"

namespace ag {

/// While it lives, prints what is reported in `context` with the line of
/// `sources` that it is about:
///
///   f.mlir:3:8: error: ...      and the line
///   f.mlir: error: ...          of the program as a whole
///   error: ...                  of what is in no file
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
