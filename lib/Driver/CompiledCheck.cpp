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
#include "llvm/ADT/APFloat.h"
#include <array>
#include <cmath>

using namespace mlir;

namespace ag {

/// How often as large as what rounding did already a difference is that may
/// come of rounding in another order.
constexpr double slack = 16.0;

/// What rounding once to the type does to a number over that number, at most.
static double getUnit(ScalarType type) {
  return isFloat(type)
             ? std::ldexp(1.0, 1 - int(llvm::APFloat::semanticsPrecision(
                                       getSemantics(type))))
             : 0.0;
}

/// `actual` with `expected`, which is rounded at each step, as `exact` is not:
/// where that makes a difference, as in long sums of bf16, so may the order.
/// None where it makes infinities.
static llvm::Expected<std::optional<Comparison>>
compareRounded(const Tensor &actual, const Tensor &expected,
               const Tensor &exact, const VerifyGradRequest &request) {
  auto rounding = compare(expected, exact, 0.0, 0.0);
  if (!rounding)
    return rounding.takeError();
  if (!std::isfinite(rounding->largest))
    return std::nullopt;
  double rtol = std::max(request.rtol, getUnit(expected.type()));
  double atol =
      std::max(getTolerance(expected, rtol), slack * rounding->largest);
  auto comparison =
      compare(actual, expected, rtol, request.atol.value_or(atol));
  if (!comparison)
    return comparison.takeError();
  return std::optional(std::move(*comparison));
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
  if (llvm::Error error = (*compiled)->run())
    return std::move(error);
  std::array<Tensors, 2> interpreted;
  for (Precision precision : {Precision::Declared, Precision::Double}) {
    InterpreterOptions interpreting = at.point.options;
    interpreting.precision = precision;
    auto execution = makeInterpreted(function, *signature, arguments,
                                     at.point.parameters, interpreting);
    if (!execution)
      return execution.takeError();
    if (llvm::Error error = (*execution)->run())
      return std::move(error);
    interpreted[size_t(precision)] = (*execution)->results();
  }
  std::vector<Comparison> comparisons;
  for (auto [actual, expected, exact] : llvm::zip_equal(
           (*compiled)->results(), interpreted[size_t(Precision::Declared)],
           interpreted[size_t(Precision::Double)])) {
    auto comparison = compareRounded(actual, expected, exact, request);
    if (!comparison)
      return comparison.takeError();
    if (*comparison)
      comparisons.push_back(std::move(**comparison));
  }
  return comparisons;
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
