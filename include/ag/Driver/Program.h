//===- Program.h - programs from files and from memory ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a program read into a context that knows all its dialects?
//
//===----------------------------------------------------------------------===//
#ifndef AG_DRIVER_PROGRAM_H
#define AG_DRIVER_PROGRAM_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/Support/ErrorOr.h"
#include "llvm/Support/SourceMgr.h"

namespace ag {

class SourceDiagnostics;

/// Registers all upstream dialects, ag, and the external models of ag's
/// interfaces.
void registerAllDialects(mlir::DialectRegistry &registry);

/// Returns true if the thread pool of a context can start its threads.
bool canStartPool();

/// Returns a context with all of these dialects, or with those of `registry`.
/// Its diagnostics quote the source line but do not print the op. It has no
/// threads if `threading` asks for none, or if they cannot be started.
std::unique_ptr<mlir::MLIRContext>
makeContext(mlir::MLIRContext::Threading threading =
                mlir::MLIRContext::Threading::ENABLED);
std::unique_ptr<mlir::MLIRContext>
makeContext(const mlir::DialectRegistry &registry,
            mlir::MLIRContext::Threading threading =
                mlir::MLIRContext::Threading::ENABLED);

/// Returns the text without the UTF-8 byte order mark that some editors write
/// at its begin, and that MLIR's parser does not take.
llvm::StringRef dropByteOrderMark(llvm::StringRef text);

/// Returns the contents of a file with a program, without a byte order mark;
/// `-` is standard input. Returns an error if it cannot be read.
llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>>
readProgramFile(llvm::StringRef path);

/// Returns true if the text of `sources` does not nest too deep to be parsed.
/// Otherwise reports an error at the first position that does.
bool checkNesting(const llvm::SourceMgr &sources, mlir::MLIRContext &context);

/// Reads and verifies the program in the main buffer of `sources`, text or
/// bytecode. Reports an error at its location and returns null if the program
/// is not valid.
mlir::OwningOpRef<mlir::ModuleOp> parseProgram(llvm::SourceMgr &sources,
                                               mlir::MLIRContext &context);

/// Returns the text of a program, in the form that parseProgram reads.
std::string printProgram(mlir::ModuleOp module,
                         mlir::OpPrintingFlags flags = {});

/// A program and its source text, which diagnostics quote.
class Program {
public:
  /// Reads and verifies the program in a file; `-` is standard input. Prints an
  /// error and returns std::nullopt if it cannot be read or is not valid.
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
