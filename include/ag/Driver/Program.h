//===- Program.h - programs from files and from memory ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a program come into a context that knows all its dialects?
//
//===----------------------------------------------------------------------===//
#ifndef AG_DRIVER_PROGRAM_H
#define AG_DRIVER_PROGRAM_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/Support/SourceMgr.h"

namespace ag {

class SourceDiagnostics;

/// All upstream dialects, ag, and the models of ag's interfaces.
void registerAllDialects(mlir::DialectRegistry &registry);

/// Returns a context that knows all of them, or those of `registry`. Its
/// messages quote the source alone, not ops.
std::unique_ptr<mlir::MLIRContext>
makeContext(mlir::MLIRContext::Threading threading =
                mlir::MLIRContext::Threading::ENABLED);
std::unique_ptr<mlir::MLIRContext>
makeContext(const mlir::DialectRegistry &registry,
            mlir::MLIRContext::Threading threading =
                mlir::MLIRContext::Threading::ENABLED);

/// Reports the place where a text nests too deep to be parsed, and whether it
/// is none.
bool checkNesting(const llvm::SourceMgr &sources, mlir::MLIRContext &context);

/// Reports the first op that nests too deep, as bytecode can, and whether there
/// is none.
bool checkNesting(mlir::Operation *program);

/// Reads and verifies the program in the main buffer of `sources`, text or
/// bytecode. Null, with an error at its place, if it is not a valid one.
mlir::OwningOpRef<mlir::ModuleOp> parseProgram(llvm::SourceMgr &sources,
                                               mlir::MLIRContext &context);

/// Returns the text of a program, which parseProgram reads.
std::string printProgram(mlir::ModuleOp module,
                         mlir::OpPrintingFlags flags = {});

/// A program and the text that messages about it quote.
class Program {
public:
  /// Reads and verifies the program in a file; `-` is standard input. None,
  /// with a message on standard error, if it is not a valid one.
  static std::optional<Program> read(llvm::StringRef path,
                                     mlir::MLIRContext &context);

  Program(Program &&) noexcept;
  ~Program();

  mlir::ModuleOp module() const { return *moduleOp; }

private:
  Program();

  std::unique_ptr<llvm::SourceMgr> sources;
  std::unique_ptr<SourceDiagnostics> diagnostics;
  mlir::OwningOpRef<mlir::ModuleOp> moduleOp;
};

} // namespace ag

#endif // AG_DRIVER_PROGRAM_H
