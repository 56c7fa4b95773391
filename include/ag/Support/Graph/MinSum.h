//===- MinSum.h - the least sum of costs over choices -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which choices cost least, where each cost hangs on a few of them? Of
//
//   a in {0, 1, 2}, b in {0, 1}, c in {0, 1}        f(a, b) + g(b, c) + h(c)
//
// the least sum is found by taking the choices away one by one (variable
// elimination, Bertele and Brioschi 1972): c first, which leaves
//
//   m(b) = least over c of g(b, c) + h(c)           f(a, b) + m(b)
//
// The next one is that which leaves the smallest table. Where even this has
// more entries than a limit, the costs are divided among buckets, each of which
// leaves a table within it (mini-buckets, Dechter and Rish 2003):
//
//   f(a, d) + g(b, d) + h(c, d)     leaves m(a, b) + n(c), where d may differ
//
// That is never more than what one table would have, so that the sum of what is
// left at last is a bound. Each variable is then chosen by the costs themselves
// and what is known of those before it, and no sum is lower if it is as low as
// the bound. If it is above the hint's, the hint is taken.
//
// Values that are in no sum as low as the hint's are left out before.
//
// A sum that is not known to be the least gets better in windows: of a few
// variables that are near to each other, while all others stay.
//
// It takes as many steps as all tables have entries, times the choices of who
// is taken away: what is nearly a chain or a tree takes linear time.
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
  /// What can't be chosen costs this much, and so does a sum as large.
  static constexpr int64_t never = INT64_MAX;

  struct Solution {
    /// Of each variable.
    std::vector<unsigned> values;
    int64_t cost = 0;
    /// No other values cost less.
    bool isLeast = true;
  };

  /// A choice among so many values, 1 or more. What is told by others that it
  /// shares a cost with can't be chosen without them.
  unsigned addVariable(unsigned size, bool isTold = false);
  /// A cost, 0 or more, of the values of some variables, each named once; in
  /// row-major order, so that the last one's value varies fastest.
  void addCost(llvm::ArrayRef<unsigned> scope, std::vector<int64_t> table);
  /// The same, asked for each combination of values.
  void addCost(llvm::ArrayRef<unsigned> scope,
               llvm::function_ref<int64_t(llvm::ArrayRef<unsigned>)> cost);

  /// The same for the same costs. `hint` has a value for each variable; tables
  /// have at most `limit` entries, 1 or more, or those of a cost.
  Solution solve(llvm::ArrayRef<unsigned> hint, size_t limit) const;

  /// Chooses anew a window of variables, about `size` of them, those nearest to
  /// each of `centers` in turn through costs that they share, where this costs
  /// less; and once more, as long as that was of use, at most `sweeps` times.
  /// Each takes as many steps as costs of these have entries, and as `solve` of
  /// them.
  void improve(std::vector<unsigned> &values, llvm::ArrayRef<unsigned> centers,
               size_t size, size_t limit, unsigned sweeps) const;

  /// What `values` cost.
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
  std::vector<bool> isTold;
  std::vector<Factor> factors;
  /// Of each variable, the costs that it is in.
  std::vector<std::vector<unsigned>> usedIn;
};

} // namespace ag

#endif // AG_SUPPORT_GRAPH_MINSUM_H
