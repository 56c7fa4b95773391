//===- NarrowCheck.cpp - gradients in bf16 and f16 ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Reference/Proof/NarrowCheck.h"
#include "ag/Support/Scalar/Stirring.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/Support/FormatVariadic.h"
#include <cmath>

using namespace mlir;

namespace ag {

bool isNarrow(const Gradient &gradient) {
  return llvm::any_of(gradient.results, [&](const auto &result) {
    mlir::Type type = gradient.function.getResultTypes()[result.first];
    auto element = getScalarType(getElementTypeOrSelf(type));
    return element && isShortFloat(*element);
  });
}

namespace {
/// A bf16 or f16 gradient and its number among all gradients: in the program's
/// types, in double, and of stirred runs.
struct NarrowGradient {
  size_t number;
  Tensor narrow, exact;
  Tensors stirred = {};

  double getExcess(size_t position) const;
};

/// Returns the distance of the element from the one in double, as far as it
/// exceeds what rounding explains, or 0. Stirred runs move each term and each
/// result by up to a unit, and err about three times as much as rounding to
/// nearest.
double NarrowGradient::getExcess(size_t position) const {
  double whole = exact.cells()[position].f, squares = 0.0;
  if (!std::isfinite(roundToType(whole, narrow.type())))
    return 0.0;
  for (const Tensor &values : stirred) {
    double moved = values.cells()[position].f - whole;
    if (!std::isfinite(moved))
      return 0.0;
    squares += moved * moved;
  }
  constexpr double slack = 3.0;
  double limit = getUnit(narrow.type()) * std::fabs(whole) +
                 slack * std::sqrt(squares / double(stirred.size()));
  double distance = std::fabs(narrow.cells()[position].f - whole);
  return std::isfinite(distance) ? std::max(0.0, distance - limit) : HUGE_VAL;
}
} // namespace

/// Describes the element with the greatest excess, if any is above 0.
static CheckOutcome describeWorst(ArrayRef<NarrowGradient> narrow,
                                  const Gradient &gradient) {
  CheckOutcome outcome;
  for (const NarrowGradient &each : narrow)
    for (int64_t position = 0; position < each.narrow.size(); ++position) {
      double excess = each.getExcess(position);
      if (excess <= outcome.error)
        continue;
      outcome = {
          CheckOutcome::Different, excess,
          llvm::formatv(
              "{0}: @{1} gives {2} in the program's types, {3} in "
              "double",
              describePlace("the gradient of " +
                                describe(gradient.results[each.number].second),
                            each.narrow, position),
              gradient.function.getName(),
              spellNumber(each.narrow.cells()[position].f),
              spellNumber(each.exact.cells()[position].f))};
    }
  return outcome;
}

llvm::Expected<CheckOutcome> checkNarrowGradient(const DerivativePoint &point,
                                                 const Gradient &gradient,
                                                 uint64_t seed) {
  auto compute = [&](Precision precision) {
    return computeGradients(gradient, point, seed, precision);
  };
  auto inTypes = compute(Precision::Declared);
  auto inDouble = compute(Precision::Double);
  if (!inTypes || !inDouble)
    return llvm::joinErrors(inTypes.takeError(), inDouble.takeError());
  std::vector<NarrowGradient> narrow;
  for (size_t number = 0; number < inTypes->size(); ++number)
    if (isShortFloat((*inTypes)[number].type()))
      narrow.push_back({number, (*inTypes)[number], (*inDouble)[number]});
  constexpr unsigned runs = 16;
  for (unsigned run = 0; run < runs; ++run) {
    auto moved = compute(stirred(run));
    if (!moved)
      return moved.takeError();
    for (NarrowGradient &each : narrow)
      each.stirred.push_back((*moved)[each.number]);
  }
  return describeWorst(narrow, gradient);
}

} // namespace ag
