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
#include <map>
#include <set>

using llvm::ArrayRef;

namespace ag {

unsigned MinSum::addVariable(unsigned size, bool isFixed) {
  assert(size > 0 && "something can be chosen");
  sizes.push_back(size);
  this->isFixed.push_back(isFixed);
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

/// Eliminates all variables, then chooses their values in reverse order.
class Elimination {
public:
  Elimination(const MinSum &costs, size_t limit)
      : costs(costs), sizes(costs.sizes), limit(limit),
        neighbours(sizes.size()), usedIn(sizes.size()) {}

  MinSum::Solution run(ArrayRef<unsigned> hint);

private:
  using Factor = MinSum::Factor;
  class Reader;

  /// A variable, and the costs by which its value is chosen once the other
  /// variables have values.
  struct Choice {
    unsigned variable;
    std::vector<Factor> costs;
  };
  /// Costs that are joined, and their variables without the eliminated one.
  struct Bucket {
    std::vector<unsigned> numbers;
    llvm::SmallVector<unsigned, 4> scope;
  };

  void add(Factor factor);
  Factor take(unsigned number);
  template <typename Variables>
  size_t countEntries(const Variables &variables) const;
  void rank(unsigned variable);
  std::vector<Bucket> fillBuckets(unsigned variable) const;
  Factor join(unsigned variable, const Bucket &bucket) const;
  void eliminate(unsigned variable);
  unsigned choose(const Choice &choice, ArrayRef<unsigned> values) const;

  const MinSum &costs;
  const std::vector<unsigned> &sizes;
  size_t limit;
  std::vector<Factor> factors;
  /// For each remaining variable, the variables with which it shares costs,
  /// with the number of these costs; and the costs that depend on it.
  std::vector<std::map<unsigned, unsigned>> neighbours;
  std::vector<std::set<unsigned>> usedIn;
  /// Sorted by the size of the table that the variable's elimination leaves.
  std::set<std::pair<size_t, unsigned>> queue;
  std::vector<size_t> entriesOf;
  std::vector<Choice> choices;
  /// A lower bound of all sums, once all variables are eliminated.
  int64_t bound = 0;
};

/// Adds a cost. One without variables is part of all sums.
void Elimination::add(Factor factor) {
  if (factor.scope.empty())
    bound = plus(bound, factor.table.front());
  for (unsigned variable : factor.scope) {
    usedIn[variable].insert(factors.size());
    for (unsigned other : factor.scope)
      if (other != variable)
        ++neighbours[variable][other];
  }
  factors.push_back(std::move(factor));
}

Elimination::Factor Elimination::take(unsigned number) {
  Factor factor = std::move(factors[number]);
  for (unsigned variable : factor.scope) {
    usedIn[variable].erase(number);
    for (unsigned other : factor.scope) {
      auto found = neighbours[variable].find(other);
      if (other != variable && --found->second == 0)
        neighbours[variable].erase(found);
    }
  }
  return factor;
}

/// Returns any number above the limit if there are more entries.
template <typename Variables>
size_t Elimination::countEntries(const Variables &variables) const {
  int64_t entries = 1;
  for (unsigned variable : variables) {
    entries = times(entries, int64_t(sizes[variable]));
    if (static_cast<size_t>(entries) > limit)
      break;
  }
  return entries;
}

void Elimination::rank(unsigned variable) {
  queue.erase({entriesOf[variable], variable});
  entriesOf[variable] =
      countEntries(llvm::make_first_range(neighbours[variable]));
  queue.insert({entriesOf[variable], variable});
}
/// Reads the costs of a variable, for each combination of values of the
/// variables in `scope`, in row-major order.
class Elimination::Reader {
public:
  Reader(unsigned variable, ArrayRef<unsigned> scope,
         const std::vector<unsigned> &sizes)
      : variable(variable), scope(scope), sizes(sizes), values(scope.size(), 0),
        sums(sizes[variable]) {}

  void add(const Factor &factor);
  /// Returns the cost of each value for the present combination.
  ArrayRef<int64_t> read();
  /// Returns false after the last combination.
  bool advance();

private:
  struct Source {
    /// The entry of the variable's first value for the present combination.
    const int64_t *entry;
    /// The distances between entries, for a step of each variable in `scope`,
    /// and of the variable itself.
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

/// Costs are 0 or more, so that the sum of two does not wrap as an unsigned
/// number.
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

/// Returns one bucket if the table that it leaves is within the limit.
/// Otherwise adds the costs, the largest first, each to the first bucket that
/// stays within the limit.
std::vector<Elimination::Bucket>
Elimination::fillBuckets(unsigned variable) const {
  std::vector<unsigned> numbers(usedIn[variable].begin(),
                                usedIn[variable].end());
  llvm::sort(numbers, [&](unsigned a, unsigned b) {
    return std::pair(factors[b].table.size(), a) <
           std::pair(factors[a].table.size(), b);
  });
  std::vector<Bucket> buckets;
  for (unsigned number : numbers) {
    auto widen = [&](ArrayRef<unsigned> scope) {
      llvm::SmallVector<unsigned, 4> wider(scope);
      for (unsigned other : factors[number].scope)
        if (other != variable && !llvm::is_contained(scope, other))
          wider.push_back(other);
      return wider;
    };
    auto bucket = llvm::find_if(buckets, [&](const Bucket &each) {
      return countEntries(widen(each.scope)) <= limit;
    });
    if (bucket == buckets.end())
      bucket = buckets.insert(bucket, Bucket());
    bucket->numbers.push_back(number);
    bucket->scope = widen(bucket->scope);
  }
  return buckets;
}

/// Returns the least sum of the bucket over the variable's values.
Elimination::Factor Elimination::join(unsigned variable,
                                      const Bucket &bucket) const {
  Factor left{bucket.scope, {}};
  llvm::sort(left.scope);
  Reader reader(variable, left.scope, sizes);
  for (unsigned number : bucket.numbers)
    reader.add(factors[number]);
  do {
    left.table.push_back(*llvm::min_element(reader.read()));
  } while (reader.advance());
  return left;
}

/// Replaces all costs of the variable by the minimum over its values,
/// separately for each bucket.
void Elimination::eliminate(unsigned variable) {
  std::vector<Factor> left;
  for (const Bucket &bucket : fillBuckets(variable))
    left.push_back(join(variable, bucket));
  auto others = llvm::to_vector(llvm::make_first_range(neighbours[variable]));
  std::set<unsigned> numbers = usedIn[variable];
  Choice &choice = choices.emplace_back(Choice{variable, {}});
  for (unsigned number : numbers)
    choice.costs.push_back(take(number));
  for (Factor &factor : left)
    add(std::move(factor));
  queue.erase({entriesOf[variable], variable});
  for (unsigned other : others)
    rank(other);
}

/// Returns the first value with the least cost, given those of the other
/// variables.
unsigned Elimination::choose(const Choice &choice,
                             ArrayRef<unsigned> values) const {
  std::vector<int64_t> sums(sizes[choice.variable], 0);
  for (const Factor &factor : choice.costs) {
    size_t entry = 0, stride = 1, own = 0;
    for (unsigned other : llvm::reverse(factor.scope)) {
      if (other == choice.variable)
        own = stride;
      else
        entry += values[other] * stride;
      stride *= sizes[other];
    }
    for (auto [value, sum] : llvm::enumerate(sums))
      sum = plus(sum, factor.table[entry + value * own]);
  }
  return llvm::min_element(sums) - sums.begin();
}

MinSum::Solution Elimination::run(ArrayRef<unsigned> hint) {
  for (const Factor &factor : costs.factors)
    add(factor);
  entriesOf.assign(sizes.size(), 0);
  for (unsigned variable = 0; variable < sizes.size(); ++variable)
    rank(variable);
  while (!queue.empty())
    eliminate(queue.begin()->second);
  MinSum::Solution solution;
  solution.values.assign(sizes.size(), 0);
  for (const Choice &choice : llvm::reverse(choices))
    solution.values[choice.variable] = choose(choice, solution.values);
  solution.cost = costs.sum(solution.values);
  if (int64_t hinted = costs.sum(hint); hinted < solution.cost)
    solution = {hint.vec(), hinted};
  solution.isLeast = solution.cost == bound;
  return solution;
}

//===----------------------------------------------------------------------===//
// Solution
//===----------------------------------------------------------------------===//

MinSum::Solution MinSum::solve(ArrayRef<unsigned> hint, size_t limit) const {
  Narrowing narrowing(*this, hint);
  narrowing.run();
  std::vector<std::vector<unsigned>> left = narrowing.listLeft();
  std::vector<unsigned> places;
  for (auto [values, value] : llvm::zip_equal(left, hint))
    places.push_back(llvm::find(values, value) - values.begin());
  MinSum narrowed = narrowing.makeCosts(left);
  Solution solution = Elimination(narrowed, limit).run(places);
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
