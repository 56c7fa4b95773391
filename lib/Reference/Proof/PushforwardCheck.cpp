//===- PushforwardCheck.cpp - tangents against duals ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Reference/Proof/PushforwardCheck.h"
#include "llvm/Support/FormatVariadic.h"
#include <cmath>

using namespace mlir;

namespace ag {

llvm::Expected<Pushforward> readPushforward(FunctionOpInterface function,
                                            const DerivativePoint &point) {
  Pushforward pushforward{function, {}};
  SmallVector<Type> expected(point.function.getArgumentTypes());
  size_t given = function.getNumArguments();
  for (const auto &[by, largest] : point.variables) {
    const auto *argument = std::get_if<unsigned>(&by);
    // The function takes tangents of all parameters or of none. Their types
    // are not checked.
    if (!argument && given <= expected.size())
      break;
    pushforward.by.push_back(by);
    expected.push_back(argument ? expected[*argument]
                                : function.getArgumentTypes()[expected.size()]);
  }
  if (llvm::Error error = checkArguments(function, expected))
    return std::move(error);
  size_t returned = point.results.size() + point.getFloats().size();
  if (function.getNumResults() == returned)
    return pushforward;
  return llvm::createStringError(llvm::formatv(
      "@{0} returns {1} values, expected {2}: what @{3} does, and a tangent of "
      "each that has floats",
      function.getName(), function.getNumResults(), returned,
      point.function.getName()));
}

llvm::Expected<Tensors> makeArguments(const Pushforward &pushforward,
                                      const DerivativePoint &point,
                                      uint64_t seed) {
  Direction direction = point.getDirection(seed);
  Tensors arguments = point.arguments;
  for (const GradBy &by : pushforward.by) {
    auto value = point.valueOf(
        by, pushforward.function.getArgumentTypes()[arguments.size()]);
    if (!value)
      return value.takeError();
    arguments.push_back(*direction.of(by, *value));
  }
  return arguments;
}

llvm::Expected<CheckOutcome> checkPushforward(const DerivativePoint &point,
                                              const Pushforward &pushforward,
                                              uint64_t seed) {
  auto arguments = makeArguments(pushforward, point, seed);
  if (!arguments)
    return arguments.takeError();
  auto given = interpret(pushforward.function, *arguments, point.parameters,
                         point.options);
  if (!given)
    return given.takeError();
  Direction direction = point.getDirection(seed);
  for (const auto &[by, largest] : point.variables)
    if (!llvm::is_contained(pushforward.by, by))
      direction.lengths.erase(by);
  auto duals = point.runAlong(direction, TangentRule::AsWritten);
  if (!duals)
    return duals.takeError();
  CheckOutcome outcome;
  ArrayRef<Tensor> tangents = ArrayRef(*given).drop_front(duals->size());
  for (auto [number, tangent] : llvm::zip_equal(point.getFloats(), tangents)) {
    const Tensor &dual = (*duals)[number];
    std::string what = "the tangent of result " + std::to_string(number);
    if (tangent.type() != dual.type() || tangent.shape() != dual.shape())
      return llvm::createStringError(
          what + " is a " + describe(tangent.type(), tangent.shape()) +
          ", expected a " + describe(dual.type(), dual.shape()));
    double magnitude =
        std::max(1e-3 * point.getMagnitude(), findLargest(tangent));
    if (dual.tangent())
      magnitude = std::max(magnitude, findLargest(*dual.tangent()));
    for (int64_t k = 0; k < dual.size(); ++k) {
      double expected = tangentAt(dual, k), actual = tangent.cells()[k].f;
      if (!std::isfinite(expected) && std::isfinite(dual.cells()[k].f))
        return CheckOutcome{CheckOutcome::NotFinite};
      if (expected == actual || !std::isfinite(dual.cells()[k].f))
        continue;
      double error = std::abs(expected - actual) / magnitude;
      outcome.error = std::max(outcome.error, error);
      if (error <= roundingError)
        continue;
      outcome.kind = CheckOutcome::Different;
      outcome.difference = llvm::formatv(
          "{0}: @{1} gives {2}, duals {3}", describePlace(what, dual, k),
          pushforward.function.getName(), spellNumber(actual),
          spellNumber(expected));
      return outcome;
    }
  }
  return outcome;
}

} // namespace ag
