//===- Narrowing.cpp - values that are in no low sum ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Narrowing.h"
#include "Combinations.h"
#include "ag/Support/Sizes/Saturating.h"
#include "llvm/ADT/STLExtras.h"

using llvm::ArrayRef;

namespace ag {

Narrowing::Narrowing(const MinSum &costs, ArrayRef<unsigned> hint)
    : costs(costs), upper(costs.sum(hint)), lowest(costs.factors.size(), 0),
      lowestWith(costs.factors.size()), isStale(costs.factors.size(), true) {
  isLeft.reserve(costs.sizes.size());
  for (unsigned size : costs.sizes)
    isLeft.emplace_back(size, true);
}

void Narrowing::measure(unsigned number) {
  const MinSum::Factor &factor = costs.factors[number];
  auto &with = lowestWith[number];
  with.clear();
  for (unsigned variable : factor.scope)
    with.emplace_back(costs.sizes[variable], MinSum::never);
  llvm::SmallVector<unsigned> values(factor.scope.size(), 0);
  int64_t least = MinSum::never;
  size_t entry = 0;
  do {
    int64_t cost = factor.table[entry++];
    bool isPossible =
        llvm::all_of(llvm::zip_equal(factor.scope, values), [&](auto pair) {
          auto [variable, value] = pair;
          return bool(isLeft[variable][value]);
        });
    if (!isPossible)
      continue;
    least = std::min(least, cost);
    for (auto [own, value] : llvm::zip_equal(with, values))
      own[value] = std::min(own[value], cost);
  } while (advance(values, factor.scope, costs.sizes));
  lowest[number] = least;
  isStale[number] = false;
}

/// Returns true if a value of the variable was removed.
bool Narrowing::narrow(unsigned variable, int64_t slack) {
  std::vector<int64_t> more(costs.sizes[variable], 0);
  for (unsigned number : costs.usedIn[variable]) {
    const MinSum::Factor &factor = costs.factors[number];
    ArrayRef<int64_t> with =
        lowestWith[number]
                  [llvm::find(factor.scope, variable) - factor.scope.begin()];
    for (auto [sum, cost] : llvm::zip_equal(more, with))
      sum = plus(sum, cost == MinSum::never ? cost : cost - lowest[number]);
  }
  bool isNarrower = false;
  for (unsigned value = 0; value < more.size(); ++value)
    if (isLeft[variable][value] && more[value] > slack) {
      isLeft[variable][value] = false;
      isNarrower = true;
    }
  return isNarrower;
}

void Narrowing::run() {
  if (upper == MinSum::never)
    return;
  bool isNarrower = true;
  for (unsigned round = 0; isNarrower && round < mostRounds; ++round) {
    int64_t slack = upper;
    for (unsigned number = 0; number < costs.factors.size(); ++number) {
      if (isStale[number])
        measure(number);
      slack -= lowest[number];
    }
    isNarrower = false;
    for (unsigned variable = 0; variable < costs.sizes.size(); ++variable)
      if (narrow(variable, slack)) {
        isNarrower = true;
        for (unsigned number : costs.usedIn[variable])
          isStale[number] = true;
      }
  }
}

std::vector<std::vector<unsigned>> Narrowing::listLeft() const {
  std::vector<std::vector<unsigned>> left;
  for (const std::vector<bool> &own : isLeft) {
    std::vector<unsigned> &values = left.emplace_back();
    for (unsigned value = 0; value < own.size(); ++value)
      if (own[value])
        values.push_back(value);
  }
  return left;
}

MinSum
Narrowing::makeCosts(const std::vector<std::vector<unsigned>> &left) const {
  MinSum narrowed;
  for (auto [values, isFixed] : llvm::zip_equal(left, costs.isFixed))
    narrowed.addVariable(values.size(), isFixed);
  for (const MinSum::Factor &factor : costs.factors) {
    llvm::SmallVector<unsigned, 4> scope;
    for (unsigned variable : factor.scope)
      if (left[variable].size() > 1)
        scope.push_back(variable);
    narrowed.addCost(scope, [&](ArrayRef<unsigned> places) {
      size_t entry = 0, next = 0;
      for (unsigned variable : factor.scope) {
        unsigned place = left[variable].size() > 1 ? places[next++] : 0;
        entry = entry * costs.sizes[variable] + left[variable][place];
      }
      return factor.table[entry];
    });
  }
  return narrowed;
}

} // namespace ag
