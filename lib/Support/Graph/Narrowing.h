//===- Narrowing.h - values that are in no low sum --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which values can be removed, given a sum that is to be improved?
//
//   f(a): 0 7   g(a, b): 0 9   h(b): 2 1          a = b = 0 costs 2
//                        9 0
//
// The lower bounds of the costs are 0, 0 and 1. With a = 1, f is 7, so that no
// sum with this value is as low as 2, and a = 0. Then g is 9 for b = 1, so that
// b = 0.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_SUPPORT_GRAPH_NARROWING_H
#define AG_LIB_SUPPORT_GRAPH_NARROWING_H

#include "ag/Support/Graph/MinSum.h"

namespace ag {

/// Removes values that are in no sum as low as the hint's, even if each cost
/// has its minimum, or its minimum for this value if it depends on the
/// variable.
class Narrowing {
public:
  Narrowing(const MinSum &costs, llvm::ArrayRef<unsigned> hint);

  void run();
  /// Returns the costs of the remaining values. A variable with one remaining
  /// value is in no cost, so that costs depend on few variables.
  MinSum makeCosts(const std::vector<std::vector<unsigned>> &left) const;
  std::vector<std::vector<unsigned>> listLeft() const;

private:
  void measure(unsigned number);
  bool narrow(unsigned variable, int64_t slack);

  /// A removed value may make others removable. After this number of rounds,
  /// the rest is left to elimination.
  static constexpr unsigned mostRounds = 8;

  const MinSum &costs;
  int64_t upper;
  std::vector<std::vector<bool>> isLeft;
  /// For each cost, its minimum, and its minimum for each value of each of its
  /// variables.
  std::vector<int64_t> lowest;
  std::vector<llvm::SmallVector<std::vector<int64_t>, 4>> lowestWith;
  std::vector<bool> isStale;
};

} // namespace ag

#endif // AG_LIB_SUPPORT_GRAPH_NARROWING_H
