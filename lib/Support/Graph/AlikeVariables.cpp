//===- AlikeVariables.cpp - one choice for what repeats -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Graph/AlikeVariables.h"
#include "Combinations.h"
#include "ag/Support/Sizes/Saturating.h"
#include "llvm/ADT/STLExtras.h"
#include <map>

using llvm::ArrayRef;

namespace ag {

/// Stands for the variable itself among the colors of its neighbours.
static constexpr unsigned itself = ~0u;

AlikeVariables::AlikeVariables(const MinSum &costs, unsigned steps)
    : costs(costs) {
  numberTables();
  Colors colors;
  colors.reserve(costs.sizes.size());
  for (auto [size, isFixed] : llvm::zip_equal(costs.sizes, costs.isFixed))
    colors.push_back(2 * size + isFixed);
  for (unsigned step = 0; step < steps; ++step)
    colors = refine(colors);
  numberClasses(colors);
}

void AlikeVariables::numberTables() {
  auto isBefore = [](ArrayRef<int64_t> a, ArrayRef<int64_t> b) {
    return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end());
  };
  std::map<ArrayRef<int64_t>, unsigned, decltype(isBefore)> known(isBefore);
  tables.reserve(costs.factors.size());
  for (const MinSum::Factor &factor : costs.factors)
    tables.push_back(
        known.try_emplace(factor.table, known.size()).first->second);
}

/// Returns the table of a cost and the colors of its variables.
llvm::SmallVector<unsigned> AlikeVariables::look(unsigned variable,
                                                 unsigned cost,
                                                 const Colors &colors) const {
  llvm::SmallVector<unsigned> seen = {tables[cost]};
  for (unsigned other : costs.factors[cost].scope)
    seen.push_back(other == variable ? itself : colors[other]);
  return seen;
}

/// Distinguishes variables with different costs or with different neighbours.
AlikeVariables::Colors AlikeVariables::refine(const Colors &colors) const {
  using Seen = std::vector<llvm::SmallVector<unsigned>>;
  std::map<std::pair<unsigned, Seen>, unsigned> known;
  Colors next;
  next.reserve(colors.size());
  for (unsigned variable = 0; variable < colors.size(); ++variable) {
    Seen seen;
    for (unsigned cost : costs.usedIn[variable])
      seen.push_back(look(variable, cost, colors));
    llvm::sort(seen);
    next.push_back(
        known.try_emplace({colors[variable], std::move(seen)}, known.size())
            .first->second);
  }
  return next;
}

/// Numbers the classes. The variables that determine another one have lower
/// numbers than it.
void AlikeVariables::numberClasses(const Colors &colors) {
  std::map<llvm::SmallVector<unsigned>, unsigned> known;
  for (unsigned variable = 0; variable < colors.size(); ++variable) {
    llvm::SmallVector<unsigned> seen = {colors[variable]};
    if (costs.isFixed[variable]) {
      unsigned teller = costs.usedIn[variable].front();
      seen = {costs.sizes[variable], tables[teller]};
      for (unsigned other : costs.factors[teller].scope)
        seen.push_back(other == variable ? itself : classes[other]);
    }
    auto [found, isNew] = known.try_emplace(std::move(seen), first.size());
    if (isNew)
      first.push_back(variable);
    classes.push_back(found->second);
  }
}

MinSum AlikeVariables::fold() const {
  MinSum folded;
  for (unsigned variable : first)
    folded.addVariable(costs.sizes[variable], costs.isFixed[variable]);
  struct Repeated {
    const MinSum::Factor *factor;
    int64_t times = 0;
  };
  std::map<std::pair<unsigned, llvm::SmallVector<unsigned>>, unsigned> known;
  std::vector<Repeated> repeated;
  for (auto [factor, table] : llvm::zip_equal(costs.factors, tables)) {
    llvm::SmallVector<unsigned> scope;
    for (unsigned variable : factor.scope)
      scope.push_back(classes[variable]);
    auto [found, isNew] =
        known.try_emplace({table, std::move(scope)}, repeated.size());
    if (isNew)
      repeated.push_back({&factor});
    ++repeated[found->second].times;
  }
  for (const Repeated &each : repeated) {
    ArrayRef<unsigned> whole = each.factor->scope;
    llvm::SmallVector<unsigned> scope;
    for (unsigned variable : whole)
      if (!llvm::is_contained(scope, classes[variable]))
        scope.push_back(classes[variable]);
    folded.addCost(scope, [&](ArrayRef<unsigned> values) {
      size_t entry = 0;
      for (unsigned variable : whole) {
        size_t place = llvm::find(scope, classes[variable]) - scope.begin();
        entry = entry * costs.sizes[variable] + values[place];
      }
      return times(each.factor->table[entry], each.times);
    });
  }
  return folded;
}

/// Returns the value of a determined variable, given the values of the classes.
unsigned AlikeVariables::findFixed(unsigned variable,
                                   ArrayRef<unsigned> folded) const {
  const MinSum::Factor &teller = costs.factors[costs.usedIn[variable].front()];
  int64_t least = MinSum::never;
  unsigned fixed = 0;
  for (unsigned value = 0; value < costs.sizes[variable]; ++value) {
    size_t entry = 0;
    for (unsigned other : teller.scope)
      entry = entry * costs.sizes[other] +
              (other == variable ? value : folded[classes[other]]);
    if (teller.table[entry] < least) {
      least = teller.table[entry];
      fixed = value;
    }
  }
  return fixed;
}

std::vector<unsigned>
AlikeVariables::foldValues(ArrayRef<unsigned> values) const {
  std::vector<std::vector<unsigned>> counts;
  counts.reserve(first.size());
  for (unsigned variable : first)
    counts.emplace_back(costs.sizes[variable], 0);
  for (auto [number, value] : llvm::zip_equal(classes, values))
    ++counts[number][value];
  std::vector<unsigned> folded;
  folded.reserve(first.size());
  for (auto [variable, own] : llvm::zip_equal(first, counts))
    folded.push_back(costs.isFixed[variable]
                         ? findFixed(variable, folded)
                         : llvm::max_element(own) - own.begin());
  return folded;
}

std::vector<unsigned>
AlikeVariables::unfoldValues(ArrayRef<unsigned> values) const {
  std::vector<unsigned> unfolded;
  unfolded.reserve(classes.size());
  for (unsigned number : classes)
    unfolded.push_back(values[number]);
  return unfolded;
}

} // namespace ag
