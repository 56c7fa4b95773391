//===- Tool.h - what all tools share ----------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does any of ag's tools start, read a program, and end?
//
//===----------------------------------------------------------------------===//
#ifndef AG_DRIVER_TOOL_H
#define AG_DRIVER_TOOL_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/SourceMgr.h"

namespace mlir {
class SourceMgrDiagnosticHandler;
} // namespace mlir

namespace ag {

/// What a tool exits with.
enum class ExitStatus : int {
  Right = 0,
  InputAtFault = 1,
  WrongUse = 2,
  OurFault = 3,
};

/// Parses the command line by the llvm::cl options that exist by then, and runs
/// `work` on a thread with a large stack. An option that is not in `category`
/// is unknown, whoever registered it. A crash ends in OurFault.
int runTool(int argc, char **argv, llvm::StringRef overview,
            llvm::StringRef category, llvm::function_ref<ExitStatus()> work);

/// All upstream dialects, ag, and the models of ag's interfaces.
void registerAllDialects(mlir::DialectRegistry &registry);

/// A program and the text that messages about it quote.
class Program {
public:
  /// Reads and verifies the program in a file, text or bytecode; `-` is
  /// standard input. None, with a message, if it is not a valid one.
  static std::optional<Program> read(llvm::StringRef path,
                                     mlir::MLIRContext &context);

  Program(Program &&);
  ~Program();

  mlir::ModuleOp module() const { return *moduleOp; }

private:
  Program();

  std::unique_ptr<llvm::SourceMgr> sources;
  std::unique_ptr<mlir::SourceMgrDiagnosticHandler> diagnostics;
  mlir::OwningOpRef<mlir::ModuleOp> moduleOp;
};

/// An error of whoever wrote the command line, not of an input.
llvm::Error wrongUse(const llvm::Twine &message);

/// Prints an error, at its place in the program if it has one, and gives the
/// status that follows.
ExitStatus report(llvm::Error error);

} // namespace ag

#endif // AG_DRIVER_TOOL_H
