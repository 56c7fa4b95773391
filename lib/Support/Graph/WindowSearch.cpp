//===- WindowSearch.cpp - lower sums, a few variables at a time -----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "WindowSearch.h"
#include "llvm/ADT/STLExtras.h"
#include <set>

using llvm::ArrayRef;

namespace ag {

WindowSearch::Window WindowSearch::findWindow(unsigned center) const {
  Window window{{center}, {}};
  std::set<unsigned> seen = {center}, around;
  auto spread = [&](unsigned from, bool isFull) {
    for (unsigned number : costs.usedIn[from])
      for (unsigned other : costs.factors[number].scope)
        if ((!isFull || costs.isFixed[other]) && seen.insert(other).second)
          window.variables.push_back(other);
  };
  for (size_t next = 0; next < window.variables.size(); ++next)
    spread(window.variables[next], window.variables.size() >= size);
  llvm::sort(window.variables);
  for (unsigned variable : window.variables)
    around.insert(costs.usedIn[variable].begin(), costs.usedIn[variable].end());
  window.costs.assign(around.begin(), around.end());
  return window;
}

/// Returns true if a value on which the window's costs depend has changed since
/// the window was last searched without success.
bool WindowSearch::hasChanged(const Window &window) const {
  return llvm::any_of(window.costs, [&](unsigned number) {
    return llvm::any_of(costs.factors[number].scope, [&](unsigned variable) {
      return changed[variable] > *window.idleSince;
    });
  });
}

/// Returns the window's costs, with the values outside of it fixed.
MinSum WindowSearch::makeInside(const Window &window) const {
  MinSum inside;
  for (unsigned variable : window.variables)
    inside.addVariable(costs.sizes[variable]);
  for (unsigned number : window.costs) {
    const MinSum::Factor &factor = costs.factors[number];
    llvm::SmallVector<unsigned, 4> scope;
    llvm::SmallVector<size_t, 4> strides;
    size_t first = 0, stride = 1;
    for (unsigned variable : llvm::reverse(factor.scope)) {
      auto found = llvm::lower_bound(window.variables, variable);
      if (found != window.variables.end() && *found == variable) {
        scope.insert(scope.begin(), found - window.variables.begin());
        strides.insert(strides.begin(), stride);
      } else {
        first += stride * values[variable];
      }
      stride *= costs.sizes[variable];
    }
    inside.addCost(scope, [&](ArrayRef<unsigned> chosen) {
      size_t entry = first;
      for (auto [value, step] : llvm::zip_equal(chosen, strides))
        entry += value * step;
      return factor.table[entry];
    });
  }
  return inside;
}

bool WindowSearch::improve(unsigned center) {
  auto [found, isNew] = windows.try_emplace(center);
  Window &window = found->second;
  if (isNew)
    window = findWindow(center);
  if (window.idleSince && !hasChanged(window))
    return false;
  MinSum inside = makeInside(window);
  std::vector<unsigned> hint;
  hint.reserve(window.variables.size());
  for (unsigned variable : window.variables)
    hint.push_back(values[variable]);
  MinSum::Solution solution = inside.solve(hint, limit);
  if (solution.cost >= inside.sum(hint)) {
    window.idleSince = useful;
    return false;
  }
  ++useful;
  for (auto [variable, value] :
       llvm::zip_equal(window.variables, solution.values)) {
    if (values[variable] != value)
      changed[variable] = useful;
    values[variable] = value;
  }
  return true;
}

} // namespace ag
