//===- DerivativeJudge.cpp - a program's derivatives ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "DerivativeJudge.h"
#include "ag/Driver/Program.h"
#include "ag/Driver/Tool.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include <fcntl.h>
#include <unistd.h>

using llvm::StringLiteral;
using llvm::StringRef;

namespace ag {

/// Returns the rest of the line after the first `start`.
static std::string findLine(StringRef text, StringRef start) {
  auto [before, rest] = text.split(start);
  return rest.take_until([](char c) { return c == '\n'; }).str();
}

/// Returns true for known refusals and failures. Any other error prevents the
/// proof and is a fault.
static bool isKnown(StringRef error) {
  constexpr StringLiteral parts[] = {
      "has no derivative",
      "was found nowhere to have a derivative",
      "nothing says how large it is at most",
      "stops here, after the limit",
      "'ag.require' ",
      "[bounds]",
      "out of bounds",
      "has another size than it in dimension",
      "the size of a result depends on",
      "the size of this buffer is not known when the entry is called",
      "it is not proved that they never overlap",
      "it is not proved that it is inside at all sizes",
  };
  return llvm::any_of(parts,
                      [&](StringRef part) { return error.contains(part); });
}

/// Proves the derivatives. Redirects all further output to the file `log`.
static Judgement prove(const RunRequest &request, StringRef log) {
  int file = open(log.str().c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
  dup2(file, STDOUT_FILENO);
  dup2(file, STDERR_FILENO);
  close(file);
  mlir::DialectRegistry registry;
  registerAllDialects(registry);
  ExitStatus status = runFile(request, registry);
  llvm::outs().flush();
  llvm::errs().flush();
  auto said = llvm::MemoryBuffer::getFile(log, /*IsText=*/true);
  if (!said)
    return {Verdict::Crash, said.getError().message()};
  StringRef text = (*said)->getBuffer();
  if (text.contains(": different"))
    return {Verdict::Different, text.str()};
  std::string error = findLine(text, "error: ");
  if (status == ExitStatus::OurFault || hasInternalError())
    return {Verdict::Crash, error};
  if (status == ExitStatus::Right)
    error = findLine(text, "not compared: ");
  if (error.empty())
    return {Verdict::Same, ""};
  if (StringRef(error).contains("has no floats to differentiate"))
    return {Verdict::WithoutFloats, error};
  return {isKnown(error) ? Verdict::Refused : Verdict::Different, error};
}

/// Compiles the program with its gradients, up to the comparison of groups with
/// their plans. Programs without gradients are accepted.
static Judgement judgePlans(mlir::MLIRContext &context, StringRef text,
                            const RunRequest &request) {
  FirstError firstError(context);
  mlir::OwningOpRef<mlir::ModuleOp> module =
      parse(text, context, request.input);
  CompileOptions options = request.options;
  options.request.grad = "";
  options.collect = CollectSteps;
  auto outcome = run(*module, options, Until::phase("schedule"));
  if (!outcome) {
    llvm::consumeError(outcome.takeError());
    return {hasInternalError() ? Verdict::Crash : Verdict::Same,
            firstError.text()};
  }
  std::string takenBack = findTakenBack(outcome->collected.report);
  return {takenBack.empty() ? Verdict::Same : Verdict::TakenBack, takenBack};
}

Judgement judgeDerivatives(mlir::MLIRContext &context, StringRef text,
                           const RunRequest &request, StringRef log) {
  Judgement proof = prove(request, log);
  if (!isRight(proof.verdict) || request.engine == Engine::Emulator)
    return proof;
  Judgement plans = judgePlans(context, text, request);
  return isRight(plans.verdict) ? proof : plans;
}

} // namespace ag
