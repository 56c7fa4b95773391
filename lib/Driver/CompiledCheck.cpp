//===- CompiledCheck.cpp - compiled against interpreted -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "CompiledCheck.h"
#include "ResultComparison.h"
#include "ag/Driver/CompiledExecution.h"
#include "ag/Driver/InterpretedExecution.h"

using namespace mlir;

namespace ag {

/// For sums in another order, rounded a few times: some units in the last place
/// of narrow types, some thousand of wide ones.
static double getRelativeTolerance(ScalarType type) {
  switch (type) {
  case ScalarType::BF16:
    return 2e-2;
  case ScalarType::F16:
    return 4e-3;
  case ScalarType::F64:
    return 1e-10;
  default:
    return 1e-4;
  }
}

static llvm::Expected<std::vector<Comparison>>
compareCompiled(FunctionOpInterface function, const Tensors &arguments,
                const FoundPoint &at, const VerifyGradRequest &request) {
  CompileOptions options = request.options;
  // What it asks for is there.
  options.request.grad = std::nullopt;
  auto compiled = makeCompiled(function, arguments, at.inputs.weights, options);
  if (!compiled)
    return compiled.takeError();
  auto signature = readSignature(function);
  if (!signature)
    return signature.takeError();
  InterpreterOptions interpreting = at.point.options;
  interpreting.precision = Precision::Declared;
  auto interpreted = makeInterpreted(function, *signature, arguments,
                                     at.point.parameters, interpreting);
  if (!interpreted)
    return interpreted.takeError();
  for (Execution *execution : {compiled->get(), interpreted->get()})
    if (llvm::Error error = execution->run())
      return std::move(error);
  auto tolerance = [&](ScalarType type) {
    return std::max(request.rtol, getRelativeTolerance(type));
  };
  return compareResults((*compiled)->results(), (*interpreted)->results(),
                        tolerance, request.atol);
}

CompiledOutcome checkCompiled(FunctionOpInterface function,
                              const Tensors &arguments, const FoundPoint &at,
                              const VerifyGradRequest &request) {
  // What can't be compiled is no fault of a derivative.
  std::string reason;
  ScopedDiagnosticHandler handler(
      function.getContext(), [&](Diagnostic &diagnostic) {
        if (reason.empty() &&
            diagnostic.getSeverity() == DiagnosticSeverity::Error)
          reason = diagnostic.str();
      });
  auto comparisons = compareCompiled(function, arguments, at, request);
  if (comparisons)
    return {areSame(*comparisons), describe(*comparisons)};
  std::string error = llvm::toString(comparisons.takeError());
  return {true, "not compared: " + (reason.empty() ? error : reason)};
}

} // namespace ag
