//===- MinSum.cpp - the least sum of costs over choices -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Graph/MinSum.h"
#include "Combinations.h"
#include "Narrowing.h"
#include "WindowSearch.h"
#include "ag/Support/Sizes/Saturating.h"
#include "llvm/ADT/STLExtras.h"
#include <cassert>
#include <optional>
#include <set>

using llvm::ArrayRef;

namespace ag {

unsigned MinSum::addVariable(unsigned size, bool isTold) {
  assert(size > 0 && "something can be chosen");
  sizes.push_back(size);
  this->isTold.push_back(isTold);
  usedIn.emplace_back();
  return sizes.size() - 1;
}

void MinSum::addCost(ArrayRef<unsigned> scope, std::vector<int64_t> table) {
  for (unsigned variable : scope)
    usedIn[variable].push_back(factors.size());
  factors.push_back({{scope.begin(), scope.end()}, std::move(table)});
}

void MinSum::addCost(ArrayRef<unsigned> scope,
                     llvm::function_ref<int64_t(ArrayRef<unsigned>)> cost) {
  llvm::SmallVector<unsigned> values(scope.size(), 0);
  std::vector<int64_t> table;
  do
    table.push_back(cost(values));
  while (advance(values, scope, sizes));
  addCost(scope, std::move(table));
}

int64_t MinSum::sum(ArrayRef<unsigned> values) const {
  int64_t total = 0;
  for (const Factor &factor : factors) {
    size_t entry = 0;
    for (unsigned variable : factor.scope)
      entry = entry * sizes[variable] + values[variable];
    total = plus(total, factor.table[entry]);
  }
  return total;
}

/// Takes variables away until none is left, and then chooses in reverse.
class Elimination {
public:
  Elimination(const MinSum &costs, ArrayRef<unsigned> hint, size_t limit)
      : costs(costs), sizes(costs.sizes), hint(hint), limit(limit),
        factors(costs.factors), neighbours(sizes.size()), usedIn(sizes.size()) {
  }

  MinSum::Solution run();

private:
  using Factor = MinSum::Factor;
  class Reader;

  /// How a variable is chosen once those in `scope` are.
  struct Choice {
    unsigned variable;
    llvm::SmallVector<unsigned, 4> scope;
    std::vector<unsigned> best;
  };

  void add(unsigned number);
  size_t countEntries(unsigned variable) const;
  void rank(unsigned variable);
  void eliminate(unsigned variable);
  void fix(unsigned variable);
  unsigned findLargest(unsigned variable) const;

  const MinSum &costs;
  const std::vector<unsigned> &sizes;
  ArrayRef<unsigned> hint;
  size_t limit;
  std::vector<Factor> factors;
  /// Of each variable that is left: those that it shares a cost with, and the
  /// costs that it is in.
  std::vector<std::set<unsigned>> neighbours;
  std::vector<std::set<unsigned>> usedIn;
  /// By the entries of the table that taking it away leaves.
  std::set<std::pair<size_t, unsigned>> queue;
  std::vector<size_t> entriesOf;
  std::vector<Choice> choices;
  bool isLeast = true;
};

/// Or any number beyond the limit: of who is beside most, not all are counted.
size_t Elimination::countEntries(unsigned variable) const {
  int64_t entries = 1;
  for (unsigned other : neighbours[variable]) {
    entries = times(entries, int64_t(sizes[other]));
    if (static_cast<size_t>(entries) > limit)
      break;
  }
  return entries;
}

void Elimination::rank(unsigned variable) {
  queue.erase({entriesOf[variable], variable});
  entriesOf[variable] = countEntries(variable);
  queue.insert({entriesOf[variable], variable});
}

void Elimination::add(unsigned number) {
  ArrayRef<unsigned> scope = factors[number].scope;
  for (unsigned variable : scope) {
    usedIn[variable].insert(number);
    for (unsigned other : scope)
      if (other != variable)
        neighbours[variable].insert(other);
  }
}

/// Reads the costs that a variable is in, for one combination of values of the
/// others in `scope` after the other, in row-major order.
class Elimination::Reader {
public:
  Reader(unsigned variable, ArrayRef<unsigned> scope,
         const std::vector<unsigned> &sizes)
      : variable(variable), scope(scope), sizes(sizes), values(scope.size(), 0),
        sums(sizes[variable]) {}

  void add(const Factor &factor);
  /// What each value costs here.
  ArrayRef<int64_t> read();
  /// False behind the last combination.
  bool advance();

private:
  struct Source {
    /// Of the first value, here.
    const int64_t *entry;
    /// How far apart entries are, for a step of each of `scope`, and of the
    /// variable.
    llvm::SmallVector<size_t, 8> strides;
    size_t own = 0;
  };

  unsigned variable;
  ArrayRef<unsigned> scope;
  const std::vector<unsigned> &sizes;
  llvm::SmallVector<Source> sources;
  llvm::SmallVector<unsigned> values;
  std::vector<int64_t> sums;
};

void Elimination::Reader::add(const Factor &factor) {
  Source &source = sources.emplace_back();
  source.entry = factor.table.data();
  source.strides.assign(scope.size(), 0);
  size_t stride = 1;
  for (unsigned other : llvm::reverse(factor.scope)) {
    if (other == variable)
      source.own = stride;
    else
      source.strides[llvm::find(scope, other) - scope.begin()] = stride;
    stride *= sizes[other];
  }
}

/// Costs are 0 or more, so that two of them don't wrap as unsigned numbers.
ArrayRef<int64_t> Elimination::Reader::read() {
  llvm::fill(sums, 0);
  for (const Source &source : sources) {
    const int64_t *entry = source.entry;
    for (int64_t &sum : sums) {
      sum = std::min(uint64_t(sum) + uint64_t(*entry), uint64_t(MinSum::never));
      entry += source.own;
    }
  }
  return sums;
}

bool Elimination::Reader::advance() {
  for (size_t place = scope.size(); place-- > 0;) {
    unsigned size = sizes[scope[place]];
    bool isLast = ++values[place] == size;
    for (Source &source : sources)
      if (isLast)
        source.entry -= source.strides[place] * (size - 1);
      else
        source.entry += source.strides[place];
    if (!isLast)
      return true;
    values[place] = 0;
  }
  return false;
}

/// Replaces all costs that the variable is in by the least one over its values.
void Elimination::eliminate(unsigned variable) {
  Choice choice{
      variable, {neighbours[variable].begin(), neighbours[variable].end()}, {}};
  Reader reader(variable, choice.scope, sizes);
  for (unsigned number : usedIn[variable])
    reader.add(factors[number]);
  Factor left{choice.scope, {}};
  left.table.reserve(countEntries(variable));
  choice.best.reserve(countEntries(variable));
  do {
    ArrayRef<int64_t> costs = reader.read();
    const int64_t *least = llvm::min_element(costs);
    left.table.push_back(*least);
    choice.best.push_back(least - costs.begin());
  } while (reader.advance());

  std::set<unsigned> gone = std::move(usedIn[variable]);
  for (unsigned number : gone)
    factors[number] = {};
  for (unsigned other : choice.scope) {
    neighbours[other].erase(variable);
    for (unsigned number : gone)
      usedIn[other].erase(number);
  }
  queue.erase({entriesOf[variable], variable});
  factors.push_back(std::move(left));
  add(factors.size() - 1);
  for (unsigned other : choice.scope)
    rank(other);
  choices.push_back(std::move(choice));
}

/// Lets a variable have the hint's value alone.
void Elimination::fix(unsigned variable) {
  isLeast = false;
  std::set<unsigned> costs = usedIn[variable];
  for (unsigned number : costs) {
    Factor &factor = factors[number];
    size_t stride = 1, place = factor.scope.size();
    while (factor.scope[--place] != variable)
      stride *= sizes[factor.scope[place]];
    std::vector<int64_t> table;
    size_t period = stride * sizes[variable];
    for (size_t entry = 0; entry < factor.table.size(); ++entry)
      if (entry % period / stride == hint[variable])
        table.push_back(factor.table[entry]);
    factor.table = std::move(table);
    factor.scope.erase(factor.scope.begin() + place);
  }
  queue.erase({entriesOf[variable], variable});
  for (unsigned other : neighbours[variable]) {
    neighbours[other].erase(variable);
    rank(other);
  }
  choices.push_back({variable, {}, {hint[variable]}});
}

/// Of the variables around `variable`, itself counted, the one that is beside
/// most.
unsigned Elimination::findLargest(unsigned variable) const {
  unsigned largest = variable;
  for (unsigned other : neighbours[variable])
    if (neighbours[other].size() > neighbours[largest].size())
      largest = other;
  return largest;
}

MinSum::Solution Elimination::run() {
  for (unsigned number = 0; number < factors.size(); ++number)
    add(number);
  entriesOf.assign(sizes.size(), 0);
  for (unsigned variable = 0; variable < sizes.size(); ++variable)
    rank(variable);
  while (!queue.empty()) {
    auto [entries, variable] = *queue.begin();
    if (entries > limit)
      fix(findLargest(variable));
    else
      eliminate(variable);
  }
  MinSum::Solution solution;
  solution.values.assign(sizes.size(), 0);
  for (const Choice &choice : llvm::reverse(choices)) {
    size_t entry = 0;
    for (unsigned other : choice.scope)
      entry = entry * sizes[other] + solution.values[other];
    solution.values[choice.variable] = choice.best[entry];
  }
  solution.cost = costs.sum(solution.values);
  solution.isLeast = isLeast;
  return solution;
}

//===----------------------------------------------------------------------===//
// All of it
//===----------------------------------------------------------------------===//

MinSum::Solution MinSum::solve(ArrayRef<unsigned> hint, size_t limit) const {
  Narrowing narrowing(*this, hint);
  narrowing.run();
  std::vector<std::vector<unsigned>> left = narrowing.listLeft();
  std::vector<unsigned> places;
  for (auto [values, value] : llvm::zip_equal(left, hint))
    places.push_back(llvm::find(values, value) - values.begin());
  MinSum narrowed = narrowing.makeCosts(left);
  Solution solution = Elimination(narrowed, places, limit).run();
  for (auto [values, value] : llvm::zip_equal(left, solution.values))
    value = values[value];
  return solution;
}

//===----------------------------------------------------------------------===//
// Windows
//===----------------------------------------------------------------------===//

void MinSum::improve(std::vector<unsigned> &values, ArrayRef<unsigned> centers,
                     size_t size, size_t limit, unsigned sweeps) const {
  WindowSearch search(*this, values, size, limit);
  bool isBetter = true;
  for (unsigned sweep = 0; isBetter && sweep < sweeps; ++sweep) {
    isBetter = false;
    for (unsigned center : centers)
      isBetter |= search.improve(center);
  }
}

} // namespace ag
