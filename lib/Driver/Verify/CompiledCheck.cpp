//===- CompiledCheck.cpp - compiled against interpreted -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Verify/CompiledCheck.h"
#include "ag/Driver/Run/CompiledExecution.h"
#include "ag/Driver/Run/InterpretedExecution.h"
#include "ag/Driver/Run/LoadedProgram.h"
#include "ag/Driver/Run/ResultComparison.h"

using namespace mlir;

namespace ag {

/// Returns the options that compile derivatives, which already exist.
static CompileOptions getOptions(const VerifyGradRequest &request) {
  CompileOptions options = request.options;
  options.request.grad = std::nullopt;
  return options;
}

static llvm::Expected<std::vector<Comparison>>
compareCompiled(const std::optional<LoadedProgram> &program,
                FunctionOpInterface function, const Tensors &arguments,
                const FoundPoint &at, const VerifyGradRequest &request) {
  StringRef weights = at.inputs.weights;
  auto compiled =
      program ? makeExecution(*program, function, arguments, weights)
              : makeCompiled(function, arguments, weights, getOptions(request));
  if (!compiled)
    return compiled.takeError();
  auto signature = readSignature(function);
  if (!signature)
    return signature.takeError();
  if (llvm::Error error = (*compiled)->run())
    return std::move(error);
  auto interpret = [&](Precision precision,
                       TangentRule rule) -> llvm::Expected<Tensors> {
    InterpreterOptions interpreting = at.point.options;
    interpreting.precision = precision;
    interpreting.tangents = rule;
    auto execution = makeInterpreted(function, *signature, arguments,
                                     at.point.parameters, interpreting);
    if (!execution)
      return execution.takeError();
    if (llvm::Error error = (*execution)->run())
      return std::move(error);
    return (*execution)->results();
  };
  auto expected = interpret(Precision::Declared, TangentRule::AsWritten);
  if (!expected)
    return expected.takeError();
  auto results = (*compiled)->results();
  if (!results)
    return results.takeError();
  return request.atol
             ? compareResults(*results, *expected, request.rtol, request.atol)
             : compareRounded(*results, *expected, request.rtol, interpret);
}

/// Returns the error if a GPU is missing or reports a fault. Stores the message
/// of another error in `quoted`, and returns success.
static llvm::Error quote(llvm::Error error, std::string &quoted) {
  return llvm::handleErrors(
      std::move(error),
      [&](std::unique_ptr<ProgramError> failure) -> llvm::Error {
        if (failure->status == AG_NO_DEVICE ||
            failure->status == AG_DEVICE_FAILURE)
          return llvm::Error(std::move(failure));
        quoted = failure->message;
        return llvm::Error::success();
      },
      [&](const llvm::ErrorInfoBase &other) { quoted = other.message(); });
}

std::optional<LoadedProgram>
compileTogether(ArrayRef<FunctionOpInterface> functions,
                const VerifyGradRequest &request) {
  // Each function reports its own errors when it is compiled alone.
  ScopedDiagnosticHandler silence(functions.front()->getContext(),
                                  [](Diagnostic &) {});
  auto program = compileFunctions(functions, getOptions(request));
  if (program)
    return std::move(*program);
  llvm::consumeError(program.takeError());
  return std::nullopt;
}

llvm::Expected<CompiledOutcome>
checkCompiled(const std::optional<LoadedProgram> &program,
              FunctionOpInterface function, const Tensors &arguments,
              const FoundPoint &at, const VerifyGradRequest &request) {
  // A failure to compile says nothing about the derivative, so that its error
  // is only quoted.
  std::string reason;
  ScopedDiagnosticHandler handler(
      function.getContext(), [&](Diagnostic &diagnostic) {
        if (reason.empty() &&
            diagnostic.getSeverity() == mlir::DiagnosticSeverity::Error)
          reason = diagnostic.str();
      });
  auto comparisons = compareCompiled(program, function, arguments, at, request);
  if (comparisons)
    return CompiledOutcome{areSame(*comparisons), describe(*comparisons)};
  std::string message;
  if (llvm::Error error = quote(comparisons.takeError(), message))
    return std::move(error);
  return CompiledOutcome{true, "not compared: " +
                                   (reason.empty() ? message : reason)};
}

} // namespace ag
