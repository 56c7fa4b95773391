//===- ResultComparison.cpp - comparing the results of executions ---------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Driver/Run/ResultComparison.h"
#include "llvm/Support/FormatVariadic.h"

using llvm::ArrayRef, llvm::SmallVector;

namespace ag {

/// Compares each pair of results by `compareOne`, which takes their number.
/// Fails if there are more results of one kind.
static llvm::Expected<std::vector<Comparison>>
compareEach(ArrayRef<Tensor> actual, ArrayRef<Tensor> expected,
            llvm::function_ref<llvm::Expected<Comparison>(size_t)> compareOne) {
  if (actual.size() != expected.size())
    return llvm::createStringError(
        llvm::formatv("there are {0} results, but {1} are expected",
                      actual.size(), expected.size()));
  std::vector<Comparison> comparisons;
  for (size_t number = 0; number < actual.size(); ++number) {
    auto comparison = compareOne(number);
    if (!comparison)
      return llvm::createStringError("result " + llvm::Twine(number) + ": " +
                                     llvm::toString(comparison.takeError()));
    comparisons.push_back(std::move(*comparison));
  }
  return comparisons;
}

llvm::Expected<std::vector<Comparison>>
compareResults(ArrayRef<Tensor> actual, ArrayRef<Tensor> expected,
               std::optional<double> rtol, std::optional<double> atol) {
  double relative = rtol.value_or(1e-5);
  return compareEach(actual, expected, [&](size_t number) {
    const Tensor &result = expected[number];
    return compare(actual[number], result, relative,
                   atol.value_or(getTolerance(result, relative)));
  });
}

/// Returns the tolerance as a multiple of the effect of perturbed roundings.
static double getSlack(ScalarType type) {
  return isShortFloat(type) ? 4.0 : 64.0;
}

/// The greatest number of runs with perturbed roundings. More runs hardly widen
/// the bounds.
constexpr unsigned mostStirred = 6;

llvm::Expected<std::vector<Comparison>>
compareRounded(ArrayRef<Tensor> actual, ArrayRef<Tensor> expected,
               std::optional<double> rtol, InterpretAgain interpret) {
  auto toleranceOf = [&](size_t result) {
    bool isDouble = expected[result].type() == ScalarType::F64;
    return rtol.value_or(isDouble ? 1e-12 : 1e-5);
  };
  auto comparisons = compareEach(actual, expected, [&](size_t result) {
    return compare(actual[result], expected[result], toleranceOf(result), 0.0);
  });
  if (!comparisons || areSame(*comparisons))
    return comparisons;
  auto exact = interpret(Precision::Double, TangentRule::OfErrors);
  if (!exact)
    return exact.takeError();
  SmallVector<OtherRoundings> others;
  for (Tensor &result : *exact)
    others.push_back({std::move(result), {}});
  for (unsigned number = 0; true; ++number) {
    comparisons = compareEach(actual, expected, [&](size_t result) {
      return compare(actual[result], expected[result], toleranceOf(result),
                     others[result], getSlack(expected[result].type()));
    });
    if (!comparisons || areSame(*comparisons) || number == mostStirred)
      return comparisons;
    auto more = interpret(stirred(number), TangentRule::AsWritten);
    if (!more)
      return more.takeError();
    for (auto [other, result] : llvm::zip_equal(others, *more))
      other.stirred.push_back(std::move(result));
  }
}

bool areSame(ArrayRef<Comparison> comparisons) {
  return llvm::all_of(comparisons, [](const Comparison &comparison) {
    return comparison.mismatches == 0;
  });
}

} // namespace ag
