//===- Diagnostics.cpp - messages about a program -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Driver/Diagnostics.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Location.h"
#include "llvm/Support/SourceMgr.h"

using namespace mlir;

namespace ag {

SourceDiagnostics::SourceDiagnostics(llvm::SourceMgr &sources,
                                     MLIRContext *context,
                                     llvm::raw_ostream &os)
    : SourceMgrDiagnosticHandler(sources, context, os) {
  setHandler([this](Diagnostic &diagnostic) { print(diagnostic); });
}

/// Returns true if `loc` has a line. The location of a module is line 0 of its
/// file.
static bool hasLine(Location loc) {
  auto place = loc->findInstanceOf<FileLineColRange>();
  return place && place.getStartLine() > 0;
}

static llvm::SourceMgr::DiagKind toKind(DiagnosticSeverity severity) {
  switch (severity) {
  case DiagnosticSeverity::Note:
    return llvm::SourceMgr::DK_Note;
  case DiagnosticSeverity::Warning:
    return llvm::SourceMgr::DK_Warning;
  case DiagnosticSeverity::Error:
    return llvm::SourceMgr::DK_Error;
  case DiagnosticSeverity::Remark:
    return llvm::SourceMgr::DK_Remark;
  }
  llvm_unreachable("all severities are listed");
}

void SourceDiagnostics::printWithoutLine(const Diagnostic &diagnostic) {
  Location loc = diagnostic.getLocation();
  auto file = loc->findInstanceOf<FileLineColRange>();
  std::string text;
  llvm::raw_string_ostream stream(text);
  if (!file && !isa<UnknownLoc>(loc))
    stream << loc << ": ";
  stream << diagnostic;
  constexpr int none = -1;
  mgr.PrintMessage(
      os, llvm::SMDiagnostic(mgr, SMLoc(),
                             file ? file.getFilename().getValue() : "", none,
                             none, toKind(diagnostic.getSeverity()), text,
                             /*LineStr=*/"", /*Ranges=*/{}));
}

void SourceDiagnostics::print(Diagnostic &diagnostic) {
  if (hasLine(diagnostic.getLocation()))
    return emitDiagnostic(diagnostic);
  printWithoutLine(diagnostic);
  for (Diagnostic &note : diagnostic.getNotes())
    print(note);
}

} // namespace ag
