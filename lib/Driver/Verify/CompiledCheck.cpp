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

static llvm::Expected<std::vector<Comparison>>
compareCompiled(FunctionOpInterface function, const Tensors &arguments,
                const FoundPoint &at, const VerifyGradRequest &request) {
  CompileOptions options = request.options;
  // The derivative already exists.
  options.request.grad = std::nullopt;
  auto compiled = makeCompiled(function, arguments, at.inputs.weights, options);
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

llvm::Expected<CompiledOutcome>
checkCompiled(FunctionOpInterface function, const Tensors &arguments,
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
  auto comparisons = compareCompiled(function, arguments, at, request);
  if (comparisons)
    return CompiledOutcome{areSame(*comparisons), describe(*comparisons)};
  std::string message;
  if (llvm::Error error = quote(comparisons.takeError(), message))
    return std::move(error);
  return CompiledOutcome{true, "not compared: " +
                                   (reason.empty() ? message : reason)};
}

} // namespace ag
