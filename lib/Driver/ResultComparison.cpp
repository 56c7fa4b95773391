//===- ResultComparison.cpp - results that should be the same -------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ResultComparison.h"
#include "llvm/Support/FormatVariadic.h"

using llvm::ArrayRef;

namespace ag {

llvm::Expected<std::vector<Comparison>>
compareResults(ArrayRef<Tensor> actual, ArrayRef<Tensor> expected, double rtol,
               std::optional<double> atol) {
  if (actual.size() != expected.size())
    return llvm::createStringError(
        llvm::formatv("there are {0} results, but {1} are expected",
                      actual.size(), expected.size()));
  std::vector<Comparison> comparisons;
  for (auto [number, pair] : llvm::enumerate(llvm::zip(actual, expected))) {
    auto [a, b] = pair;
    auto comparison = compare(a, b, rtol, atol.value_or(getTolerance(b, rtol)));
    if (!comparison)
      return llvm::createStringError("result " + llvm::Twine(number) + ": " +
                                     llvm::toString(comparison.takeError()));
    comparisons.push_back(std::move(*comparison));
  }
  return comparisons;
}

bool areSame(ArrayRef<Comparison> comparisons) {
  return llvm::all_of(comparisons, [](const Comparison &comparison) {
    return comparison.mismatches == 0;
  });
}

} // namespace ag
