//===- DifferenceCheck.cpp - duals against differences --------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Reference/Proof/DifferenceCheck.h"
#include "llvm/Support/FormatVariadic.h"
#include <cmath>

using namespace mlir;

namespace ag {
namespace {
/// A bound on the relative rounding error of a difference quotient.
constexpr double roundingOfDifferences = 1e-8;
/// The length of steps, relative to the magnitudes of the variables. Rounding
/// and curvature cause errors of about the same size.
constexpr double stepLength = 6e-6;

/// One result at the point, and at one step and half a step to both sides.
struct Neighbours {
  const Tensor &here, &above, &below, &nearAbove, &nearBelow;

  /// Compares duals with differences and updates `outcome`. Errors are relative
  /// to the greatest magnitude, but at least to `least`: smaller numbers may be
  /// rounding errors.
  void check(StringRef what, double least, CheckOutcome &outcome) const;
};

void Neighbours::check(StringRef what, double least,
                       CheckOutcome &outcome) const {
  double magnitude = findLargest(here);
  if (here.tangent())
    magnitude += findLargest(*here.tangent());
  magnitude = std::max(magnitude, least);
  for (int64_t k = 0; k < here.size(); ++k) {
    double value = here.cells()[k].f, dual = tangentAt(here, k);
    double up = above.cells()[k].f, down = below.cells()[k].f;
    double nearUp = nearAbove.cells()[k].f, nearDown = nearBelow.cells()[k].f;
    // An element that is infinite or NaN but does not move has no derivative.
    if (!std::isfinite(value) && dual == 0.0)
      continue;
    double wide = (up - down) / (2 * stepLength);
    double narrow = (nearUp - nearDown) / stepLength;
    // The change of slope between both sides. Curvature makes it twice as large
    // for the wide step; a kink does not.
    double bend = (up - 2 * value + down) / stepLength;
    double nearBend = 2 * (nearUp - 2 * value + nearDown) / stepLength;
    if (!std::isfinite(value) || !std::isfinite(wide) ||
        !std::isfinite(narrow) || !std::isfinite(dual)) {
      outcome.kind = CheckOutcome::NotFinite;
      return;
    }
    if (std::abs(bend - 2 * nearBend) > 1e-6 * magnitude) {
      outcome.kind = CheckOutcome::AtKink;
      return;
    }
    double error = std::abs(dual - narrow);
    outcome.error = std::max(outcome.error, error / magnitude);
    if (error >
            3 * std::abs(wide - narrow) + roundingOfDifferences * magnitude &&
        outcome.kind == CheckOutcome::Same) {
      outcome.kind = CheckOutcome::Different;
      outcome.difference = llvm::formatv(
          "{0}: duals give {1}, differences {2}", describePlace(what, here, k),
          spellNumber(dual), spellNumber(narrow));
    }
  }
}
} // namespace

llvm::Expected<CheckOutcome> checkDifferences(const DerivativePoint &point,
                                              uint64_t seed) {
  Direction direction = point.getDirection(seed);
  auto here = point.runAlong(direction, TangentRule::OfValues);
  if (!here)
    return here.takeError();
  SmallVector<Tensors> around;
  for (double distance : {1.0, -1.0, 0.5, -0.5}) {
    auto results = point.runAt(direction, distance * stepLength);
    if (!results)
      return results.takeError();
    around.push_back(std::move(*results));
  }
  CheckOutcome outcome;
  for (unsigned number : point.getFloats()) {
    const Tensor &result = (*here)[number];
    for (const Tensors &results : around)
      if (results[number].shape() != result.shape())
        return CheckOutcome{CheckOutcome::AtKink};
    Neighbours{result, around[0][number], around[1][number], around[2][number],
               around[3][number]}
        .check("result " + std::to_string(number), 1e-3 * point.getMagnitude(),
               outcome);
    if (outcome.kind == CheckOutcome::AtKink ||
        outcome.kind == CheckOutcome::NotFinite)
      return outcome;
  }
  return outcome;
}

} // namespace ag
