//===- Judge.h - a program, compiled and interpreted ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Does a program compute when compiled what it computes when interpreted, and
// are its groups computed as they were planned?
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_FUZZ_PROGRAMS_JUDGE_H
#define AG_TEST_FUZZ_PROGRAMS_JUDGE_H

#include "ag/Driver/Run/Run.h"
#include "ag/Reference/Interpreter.h"
#include "ag/Support/Report/Report.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"
#include "mlir/Interfaces/FunctionInterfaces.h"

namespace ag {

enum class Verdict : uint8_t {
  Same,
  /// Rounding alone can make of it what it gave.
  Undecided,
  /// Neither runs: something is wrong that only running shows.
  FailsAlike,
  /// It is interpreted, but not compiled.
  Refused,
  /// It computes something else, or only one of both fails.
  Different,
  /// More tensors of a group lie whole in memory than its plan says.
  TakenBack,
  /// It is none that can be read.
  Invalid,
  Crash,
  Hang,
};
constexpr Verdict lastVerdict = Verdict::Hang;

llvm::StringRef spell(Verdict verdict);

/// Whether nothing has to be mended for it.
bool isRight(Verdict verdict);

struct Judgement {
  Verdict verdict = Verdict::Same;
  /// What was said, in one line.
  std::string reason;
};

/// The first error that is reported while it stands; nothing is printed.
class FirstError {
public:
  explicit FirstError(mlir::MLIRContext &context);

  const std::string &text() const { return reported; }

private:
  std::string reported;
  mlir::ScopedDiagnosticHandler handler;
};

/// Reads a program, as if from the file `path`. Returns null, with an error
/// reported, if it is none.
mlir::OwningOpRef<mlir::ModuleOp> parse(llvm::StringRef text,
                                        mlir::MLIRContext &context,
                                        llvm::StringRef path = "");

/// What a function of the program of `request` gives when it is interpreted.
llvm::Expected<Tensors> interpret(mlir::FunctionOpInterface function,
                                  const Tensors &arguments,
                                  const RunRequest &request,
                                  Precision precision,
                                  TangentRule rule = TangentRule::AsWritten);

/// Returns what ag-check-groups says of the first group that is not computed as
/// it was planned; empty if all are.
std::string findTakenBack(const Report &report);

/// Judges `text`, the program of a request, in this process.
Judgement judge(mlir::MLIRContext &context, llvm::StringRef text,
                const RunRequest &request);

/// `reason` without what is another one in each program: names and numbers.
std::string generalise(llvm::StringRef reason);

} // namespace ag

#endif // AG_TEST_FUZZ_PROGRAMS_JUDGE_H
