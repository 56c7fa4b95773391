//===- Judge.h - a program, compiled and interpreted ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Does a program compute the same when compiled and when interpreted? Are its
// groups computed as planned?
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_FUZZ_PROGRAMS_JUDGES_JUDGE_H
#define AG_TEST_FUZZ_PROGRAMS_JUDGES_JUDGE_H

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
  /// Rounding alone can explain the difference
  Undecided,
  /// Both runs fail, for a reason that only a run can show
  FailsAlike,
  /// It is interpreted, but does not compile
  Refused,
  /// A request for derivatives of a program without floats
  WithoutFloats,
  /// The results differ, or only one run fails
  Different,
  /// A group holds more complete tensors in memory than its plan says
  TakenBack,
  /// Its formulas take more steps than its ops allow, or a loop uses all of an
  /// array of which its body uses slices
  OverBound,
  /// The program does not parse
  Invalid,
  Crash,
  Hang,
};
constexpr Verdict lastVerdict = Verdict::Hang;

llvm::StringRef spell(Verdict verdict);

/// Returns true if the verdict needs no fix.
bool isRight(Verdict verdict);

struct Judgement {
  Verdict verdict = Verdict::Same;
  /// The explanation, in one line
  std::string reason;
};

/// Records the first error that is reported while it lives. Prints nothing.
class FirstError {
public:
  explicit FirstError(mlir::MLIRContext &context);

  const std::string &text() const { return reported; }

private:
  std::string reported;
  mlir::ScopedDiagnosticHandler handler;
};

/// Parses a program, as if from the file `path`. Returns null, with an error
/// reported, if it is invalid.
mlir::OwningOpRef<mlir::ModuleOp> parse(llvm::StringRef text,
                                        mlir::MLIRContext &context,
                                        llvm::StringRef path = "");

/// Interprets a function of the request's program and returns its results.
llvm::Expected<Tensors> interpret(mlir::FunctionOpInterface function,
                                  const Tensors &arguments,
                                  const RunRequest &request,
                                  Precision precision,
                                  TangentRule rule = TangentRule::AsWritten);

/// Returns ag-check-groups' remark on the first group that is not computed as
/// planned. Empty if all groups are.
std::string findTakenBack(const Report &report);

/// Compiles and runs a function for the request's engine, and compares the
/// results with the interpreter's. The plans of groups are judged for a CPU
/// alone.
Judgement judgeFunction(mlir::FunctionOpInterface function,
                        const Tensors &arguments, const RunRequest &request);

/// Judges `text`, the program of a request, in this process.
Judgement judge(mlir::MLIRContext &context, llvm::StringRef text,
                const RunRequest &request);

} // namespace ag

#endif // AG_TEST_FUZZ_PROGRAMS_JUDGES_JUDGE_H
