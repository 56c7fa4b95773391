//===- GradientCheck.cpp - gradients against duals ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Reference/Proof/GradientCheck.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "ag/Dialect/AG/IR/Requests/Gradients.h"
#include "llvm/Support/FormatVariadic.h"
#include <cmath>

using namespace mlir;

namespace ag {

/// Returns true if the argument or parameter `by` exists.
static bool isThere(const GradBy &by, const DerivativePoint &point) {
  if (const auto *argument = std::get_if<unsigned>(&by))
    return *argument < point.arguments.size();
  auto module = point.function->getParentOfType<ModuleOp>();
  return module
      .walk([&](ParameterOp op) {
        return op.getName() == std::get<std::string>(by)
                   ? WalkResult::interrupt()
                   : WalkResult::advance();
      })
      .wasInterrupted();
}

/// Reads the marks. Fails if one names an argument or parameter that does not
/// exist.
static llvm::Error readMarks(const DerivativePoint &point, Gradient &gradient) {
  for (unsigned number = 0; number < gradient.function.getNumResults();
       ++number) {
    Attribute mark =
        gradient.function.getResultAttr(number, gradientOfAttrName);
    GradBy by;
    if (auto argument = dyn_cast_or_null<IntegerAttr>(mark))
      by = unsigned(argument.getInt());
    else if (auto parameter = dyn_cast_or_null<StringAttr>(mark))
      by = parameter.getValue().str();
    else
      continue;
    if (!isThere(by, point))
      return llvm::make_error<InterpreterError>(
          gradient.function.getLoc(),
          llvm::formatv("result {0} of @{1} is marked as the gradient by {2}, "
                        "which @{3} does not have",
                        number, gradient.function.getName(), describe(by),
                        point.function.getName())
              .str());
    if (point.isVariable(by))
      gradient.results.emplace_back(number, by);
  }
  return llvm::Error::success();
}

/// Assigns variables to results by the number of results.
static void readPlaces(const DerivativePoint &point, Gradient &gradient) {
  size_t count = gradient.function.getNumResults();
  size_t all = point.variables.size(), before = point.results.size();
  size_t ofArguments = llvm::count_if(point.variables, [](const auto &each) {
    return std::holds_alternative<unsigned>(each.first);
  });
  for (size_t values : {size_t(0), before})
    for (size_t number : {all, ofArguments})
      if (gradient.results.empty() && count == values + number)
        for (size_t k = 0; k < number; ++k)
          gradient.results.emplace_back(values + k, point.variables[k].first);
}

llvm::Expected<Gradient> readGradient(FunctionOpInterface function,
                                      const DerivativePoint &point) {
  auto floats = llvm::map_to_vector(point.getFloats(), [&](unsigned number) {
    return point.function.getResultTypes()[number];
  });
  bool isSeeded = isSeededByOne(floats);
  SmallVector<Type> expected(point.function.getArgumentTypes());
  if (!isSeeded)
    llvm::append_range(expected, floats);
  if (llvm::Error error = checkArguments(function, expected))
    return std::move(error);
  Gradient gradient{function, {}, !isSeeded};
  if (llvm::Error error = readMarks(point, gradient))
    return std::move(error);
  if (gradient.results.empty())
    readPlaces(point, gradient);
  if (!gradient.results.empty())
    return gradient;
  return llvm::createStringError(llvm::formatv(
      "@{0} returns {1} values; expected marks ag.gradient_of, or gradients of "
      "all {2} arguments and parameters that are floats",
      function.getName(), function.getNumResults(), point.variables.size()));
}

Tensors drawCotangents(const Gradient &gradient, const DerivativePoint &point,
                       uint64_t seed) {
  Tensors cotangents;
  for (unsigned number : point.getFloats()) {
    const Tensor &result = point.results[number];
    GradBy by = "cotangent " + std::to_string(number);
    Tensor &cotangent =
        cotangents.emplace_back(*Direction{seed, {{by, 1.0}}}.of(by, result));
    for (auto [cell, value] :
         llvm::zip_equal(cotangent.mutableCells(), result.cells()))
      if (!gradient.takesCotangents || !std::isfinite(value.f))
        cell.f = gradient.takesCotangents ? 0.0 : 1.0;
  }
  return cotangents;
}

Tensors makeArguments(const Gradient &gradient, const DerivativePoint &point,
                      uint64_t seed) {
  Tensors arguments = point.arguments;
  if (gradient.takesCotangents)
    llvm::append_range(arguments, drawCotangents(gradient, point, seed));
  return arguments;
}

llvm::Expected<Tensors> computeGradients(const Gradient &gradient,
                                         const DerivativePoint &point,
                                         uint64_t seed, Precision precision) {
  InterpreterOptions options = point.options;
  options.precision = precision;
  auto results =
      interpret(gradient.function, makeArguments(gradient, point, seed),
                point.parameters, options);
  if (!results)
    return results.takeError();
  Tensors gradients;
  for (const auto &[number, by] : gradient.results) {
    auto value = point.valueOf(by, gradient.function.getResultTypes()[number]);
    if (!value)
      return value.takeError();
    const Tensor &result = (*results)[number];
    if (result.type() != value->type() || result.shape() != value->shape())
      return llvm::createStringError(llvm::formatv(
          "result {0} of @{1}, the gradient of {2}, is a {3}, expected a {4}",
          number, gradient.function.getName(), describe(by),
          ag::describe(result.type(), result.shape()),
          ag::describe(value->type(), value->shape())));
    gradients.push_back(result);
  }
  return gradients;
}

namespace {
/// A sum of products, and of their magnitudes.
struct InnerProduct {
  double sum = 0.0, magnitude = 0.0;

  void add(double a, double b) {
    if (a == 0.0)
      return;
    sum += a * b;
    magnitude += std::abs(a * b);
  }
};

class GradientCheck {
public:
  GradientCheck(const DerivativePoint &point, const Gradient &gradient,
                uint64_t seed)
      : point(point), gradient(gradient), seed(seed),
        cotangents(drawCotangents(gradient, point, seed)) {}

  llvm::Expected<CheckOutcome> run();

private:
  std::optional<std::string> findNotFinite();
  llvm::Expected<CheckOutcome> compare(const Direction &direction);
  llvm::Expected<CheckOutcome> locate(CheckOutcome outcome,
                                      const Direction &direction);
  llvm::Error narrow(Direction &direction, int64_t size);

  const DerivativePoint &point;
  const Gradient &gradient;
  uint64_t seed;
  Tensors cotangents;
  /// The values of gradient.results.
  Tensors gradients;
};

/// Describes the first infinite or NaN element of a gradient; std::nullopt if
/// there is none.
std::optional<std::string> GradientCheck::findNotFinite() {
  for (auto [result, values] : llvm::zip_equal(gradient.results, gradients))
    for (auto [position, cell] : llvm::enumerate(values.cells()))
      if (!std::isfinite(cell.f))
        return llvm::formatv(
            "{0}: @{1} gives {2}",
            describePlace("the gradient of " + describe(result.second), values,
                          position),
            gradient.function.getName(), spellNumber(cell.f));
  return std::nullopt;
}

llvm::Expected<CheckOutcome>
GradientCheck::compare(const Direction &direction) {
  auto results = point.runAlong(direction, TangentRule::AsWritten);
  if (!results)
    return results.takeError();
  InnerProduct ofResults, ofVariables;
  for (auto [number, cotangent] :
       llvm::zip_equal(point.getFloats(), cotangents))
    for (auto [position, cell] : llvm::enumerate(cotangent.cells()))
      ofResults.add(cell.f, tangentAt((*results)[number], position));
  for (auto [result, values] : llvm::zip_equal(gradient.results, gradients))
    if (auto step = direction.of(result.second, values))
      for (auto [cell, along] : llvm::zip_equal(values.cells(), step->cells()))
        ofVariables.add(along.f, cell.f);
  if (!std::isfinite(ofResults.sum))
    return CheckOutcome{CheckOutcome::NotFinite};
  // Summands have a magnitude of about 1, unless they are rounding errors.
  double magnitude = ofResults.magnitude + ofVariables.magnitude + 1.0;
  double error = std::abs(ofResults.sum - ofVariables.sum);
  CheckOutcome outcome;
  outcome.error = error / magnitude;
  if (outcome.error <= roundingError)
    return outcome;
  outcome.kind = CheckOutcome::Different;
  outcome.difference = llvm::formatv(
      "@{0} gives {1}, duals give {2}", gradient.function.getName(),
      spellNumber(ofVariables.sum), spellNumber(ofResults.sum));
  return outcome;
}

/// Halves the range of elements that move until it is one wrong element.
llvm::Error GradientCheck::narrow(Direction &direction, int64_t size) {
  direction.end = size;
  while (direction.end - direction.first > 1) {
    Direction half = direction;
    half.end = direction.first + (direction.end - direction.first) / 2;
    auto outcome = compare(half);
    if (!outcome)
      return outcome.takeError();
    if (outcome->kind == CheckOutcome::Different)
      direction.end = half.end;
    else
      direction.first = half.end;
  }
  return llvm::Error::success();
}

/// Sets outcome.difference to the first variable and element whose gradient is
/// wrong, and returns the outcome.
llvm::Expected<CheckOutcome> GradientCheck::locate(CheckOutcome outcome,
                                                   const Direction &direction) {
  for (auto [result, values] : llvm::zip_equal(gradient.results, gradients)) {
    Direction alone = direction;
    alone.lengths = {*direction.lengths.find(result.second)};
    auto ofOne = compare(alone);
    if (!ofOne)
      return ofOne.takeError();
    if (ofOne->kind != CheckOutcome::Different)
      continue;
    if (llvm::Error error = narrow(alone, values.size()))
      return error;
    auto ofElement = compare(alone);
    if (!ofElement)
      return ofElement.takeError();
    double step = alone.of(result.second, values)->cells()[alone.first].f;
    double actual = values.cells()[alone.first].f;
    auto results = point.runAlong(alone, TangentRule::AsWritten);
    if (!results)
      return results.takeError();
    InnerProduct expected;
    for (auto [number, cotangent] :
         llvm::zip_equal(point.getFloats(), cotangents))
      for (auto [position, cell] : llvm::enumerate(cotangent.cells()))
        expected.add(cell.f, tangentAt((*results)[number], position));
    outcome.difference = llvm::formatv(
        "{0}: @{1} gives {2}, duals {3}",
        describePlace("the gradient of " + describe(result.second), values,
                      alone.first),
        gradient.function.getName(), spellNumber(actual),
        spellNumber(expected.sum / step));
    return outcome;
  }
  return outcome;
}

/// Scales each gradient to a magnitude of about 1, so that none is lost beside
/// another. The scale is limited: a gradient that is far smaller than the
/// greatest one, or than the slope of the values, may be a rounding error.
llvm::Expected<CheckOutcome> GradientCheck::run() {
  auto computed = computeGradients(gradient, point, seed, Precision::Double);
  if (!computed)
    return computed.takeError();
  gradients = std::move(*computed);
  double greatest = 0.0;
  for (const Tensor &values : gradients)
    greatest = std::max(greatest, findLargest(values));
  std::map<GradBy, double> magnitudes(point.variables.begin(),
                                      point.variables.end());
  Direction direction{seed, {}};
  for (auto [result, values] : llvm::zip_equal(gradient.results, gradients)) {
    double slope = point.getMagnitude() / magnitudes[result.second];
    double least = 1e-3 * std::max(greatest, slope);
    direction.lengths[result.second] =
        1.0 / std::max(findLargest(values), least);
  }
  auto outcome = compare(direction);
  if (!outcome || outcome->kind == CheckOutcome::NotFinite)
    return outcome;
  if (auto place = findNotFinite())
    return CheckOutcome{CheckOutcome::Different, HUGE_VAL,
                        *place + ", duals are finite"};
  if (outcome->kind == CheckOutcome::Different)
    return locate(*outcome, direction);
  return outcome;
}
} // namespace

llvm::Expected<CheckOutcome> checkGradient(const DerivativePoint &point,
                                           const Gradient &gradient,
                                           uint64_t seed) {
  return GradientCheck(point, gradient, seed).run();
}

} // namespace ag
