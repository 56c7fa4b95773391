//===- PointSearch.cpp - points to check derivatives at -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Verify/PointSearch.h"
#include "Verify/DrawnArguments.h"
#include "ag/Driver/Run/Arguments.h"
#include "ag/Driver/Run/ReadSignature.h"
#include "ag/Driver/Run/Weights.h"
#include "ag/Reference/Proof/DifferenceCheck.h"
#include "llvm/Support/FormatVariadic.h"
#include <cmath>

using namespace mlir;

namespace ag {

constexpr unsigned maxDraws = 24;
/// The number of directions along which duals and differences are compared.
constexpr unsigned directions = 2;

llvm::Expected<PointSearch>
PointSearch::create(const VerifyGradRequest &request, const GradSpec &spec,
                    FunctionOpInterface function) {
  auto signature = readSignature(function);
  if (!signature)
    return signature.takeError();
  return PointSearch(request, spec, function, std::move(*signature));
}

PointSearch::PointSearch(const VerifyGradRequest &request, GradSpec spec,
                         FunctionOpInterface function, EntrySignature signature)
    : request(request), spec(std::move(spec)), function(function),
      signature(std::move(signature)) {}

llvm::Expected<FoundPoint> PointSearch::draw(unsigned number, bool areWhole) {
  auto arguments =
      request.inputs.empty()
          ? drawArguments(signature, request.dims, number, areWhole)
          : makeArguments(signature, request.inputs, request.dims);
  if (!arguments)
    return arguments.takeError();
  std::string weights = request.weights;
  if (weights.empty())
    weights = "randn:" + std::to_string(number);
  auto parameters = openWeights(weights);
  if (!parameters)
    return parameters.takeError();
  InterpreterOptions options;
  options.stepLimit = request.maxSteps;
  auto point = DerivativePoint::create(function, *arguments,
                                       std::move(*parameters), spec, options);
  if (!point)
    return point.takeError();
  if (point->variables.empty() || point->getFloats().empty())
    return llvm::make_error<InterpreterError>(
        function.getLoc(),
        "has no floats to differentiate, or to differentiate by");
  return FoundPoint{{std::move(*arguments), std::move(weights)},
                    std::move(*point)};
}

/// Sets found.differences to the worst outcome along all directions.
llvm::Error PointSearch::compareDifferences(FoundPoint &found) {
  if (found.point.hasOverflow) {
    found.differences.kind = CheckOutcome::NotFinite;
    return llvm::Error::success();
  }
  for (unsigned number = 0; number < directions; ++number) {
    auto outcome = checkDifferences(found.point, number);
    if (!outcome)
      return outcome.takeError();
    double error = std::max(found.differences.error, outcome->error);
    if (outcome->kind > found.differences.kind)
      found.differences = *outcome;
    found.differences.error = error;
  }
  return llvm::Error::success();
}

llvm::Expected<FoundPoint> PointSearch::findSmooth() {
  unsigned refused = 0, atKinks = 0, notFinite = 0;
  unsigned draws = request.inputs.empty() ? maxDraws : 1;
  for (unsigned number = 0; number < draws; ++number) {
    auto found = draw(number, /*areWhole=*/false);
    if (!found) {
      if (++refused == draws)
        return found.takeError();
      llvm::consumeError(found.takeError());
      continue;
    }
    if (llvm::Error error = compareDifferences(*found))
      return std::move(error);
    CheckOutcome::Kind kind = found->differences.kind;
    atKinks += kind == CheckOutcome::AtKink;
    notFinite += kind == CheckOutcome::NotFinite;
    if (kind == CheckOutcome::AtKink || kind == CheckOutcome::NotFinite)
      continue;
    if (number > 0)
      found->leftOut =
          llvm::formatv("{0} at kinks, {1} at infinities, {2} refused", atKinks,
                        notFinite, refused);
    return found;
  }
  return llvm::createStringError(llvm::formatv(
      "@{0} was found nowhere to have a derivative: of {1} inputs, {2} are at "
      "kinks, {3} at infinities, {4} refused; give --input",
      function.getName(), draws, atKinks, notFinite, refused));
}

static bool haveFiniteTangents(ArrayRef<Tensor> tensors) {
  return llvm::all_of(tensors, [](const Tensor &tensor) {
    return !tensor.tangent() ||
           llvm::all_of(tensor.tangent()->cells(),
                        [](Cell cell) { return std::isfinite(cell.f); });
  });
}

llvm::Expected<std::optional<FoundPoint>> PointSearch::findEdge() {
  // Tries each of the five kinds of draws.
  for (unsigned number = 0; number < 5 && request.inputs.empty(); ++number) {
    auto found = draw(number, /*areWhole=*/true);
    if (!found) {
      llvm::consumeError(found.takeError());
      continue;
    }
    auto results = found->point.runAlong(found->point.getDirection(0),
                                         TangentRule::AsWritten);
    if (!results)
      return results.takeError();
    if (!found->point.hasOverflow && haveFiniteTangents(*results))
      return std::optional(std::move(*found));
  }
  return std::nullopt;
}

} // namespace ag
