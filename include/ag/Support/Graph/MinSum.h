//===- MinSum.h - the least sum of costs over choices -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which choices have the least total cost, if each cost depends on a few of
// them?
//
// The minimum of the sum
//
//   a in {0, 1, 2}, b in {0, 1}, c in {0, 1}        f(a, b) + g(b, c) + h(c)
//
// is found by variable elimination (Bertele and Brioschi 1972): eliminating c
// leaves
//
//   m(b) = least over c of g(b, c) + h(c)           f(a, b) + m(b)
//
// The next variable is the one whose elimination leaves the smallest table. If
// even this table exceeds a limit, the costs are divided among buckets, each of
// which leaves a table within the limit (mini-buckets, Dechter and Rish 2003):
//
//   f(a, d) + g(b, d) + h(c, d)     leaves m(a, b) + n(c), where d may differ
//
// The sum of these tables is at most the one table that they replace, so that
// the constant that remains in the end is a lower bound. In reverse order, each
// variable is then chosen by its original costs and the values chosen so far.
// If the resulting cost equals the bound, no sum is lower. If it exceeds the
// hint's cost, the hint is returned.
//
// Before elimination, values are removed that are in no sum as low as the
// hint's.
//
// A sum that is not proved to be minimal can be improved in windows: a few
// neighbouring variables are chosen again while all others stay.
//
// The number of steps is the number of entries of all tables, times the number
// of values of the eliminated variables. It is linear for graphs that are
// nearly a chain or a tree.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_GRAPH_MINSUM_H
#define AG_SUPPORT_GRAPH_MINSUM_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"
#include <cstdint>
#include <vector>

namespace ag {

class MinSum {
public:
  /// The cost of an impossible choice. A sum that large counts as impossible,
  /// too.
  static constexpr int64_t never = INT64_MAX;

  struct Solution {
    /// For each variable, its value.
    std::vector<unsigned> values;
    int64_t cost = 0;
    /// Whether it is proved that no other values cost less.
    bool isLeast = true;
  };

  /// Adds a variable with `size` values, 1 or more, and returns its number.
  /// `isFixed` marks a determined variable: its value follows from those of
  /// other variables with which it shares a cost, so that it cannot be chosen
  /// without them.
  unsigned addVariable(unsigned size, bool isFixed = false);
  /// Adds a cost, 0 or more, that depends on some variables, each listed once.
  /// The table is in row-major order: the last variable's value varies fastest.
  void addCost(llvm::ArrayRef<unsigned> scope, std::vector<int64_t> table);
  /// The same, with a function that is called for each combination of values.
  void addCost(llvm::ArrayRef<unsigned> scope,
               llvm::function_ref<int64_t(llvm::ArrayRef<unsigned>)> cost);

  /// Returns the best solution found; it is deterministic. `hint` has a value
  /// for each variable. Tables have at most `limit` entries, 1 or more, or as
  /// many as a cost.
  Solution solve(llvm::ArrayRef<unsigned> hint, size_t limit) const;

  /// Improves `values` in windows. For each of `centers`, chooses the values of
  /// about `size` variables again, namely those closest to it through shared
  /// costs, and takes them if they cost less. Repeats this at most `sweeps`
  /// times, as long as it helps. The number of steps is that of the entries of
  /// the windows' costs, plus that of solving them.
  void improve(std::vector<unsigned> &values, llvm::ArrayRef<unsigned> centers,
               size_t size, size_t limit, unsigned sweeps) const;

  /// Returns the cost of `values`.
  int64_t sum(llvm::ArrayRef<unsigned> values) const;

private:
  friend class AlikeVariables;
  friend class Elimination;
  friend class Narrowing;
  friend class WindowSearch;

  struct Factor {
    llvm::SmallVector<unsigned, 4> scope;
    std::vector<int64_t> table;
  };

  std::vector<unsigned> sizes;
  std::vector<bool> isFixed;
  std::vector<Factor> factors;
  /// For each variable, the costs that depend on it.
  std::vector<std::vector<unsigned>> usedIn;
};

} // namespace ag

#endif // AG_SUPPORT_GRAPH_MINSUM_H
