//===- Narrowing.h - values that are in no low sum --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which values can be left out, where a sum is known that is to be beaten?
//
//   f(a): 0 7   g(a, b): 0 9   h(b): 2 1          a = b = 0 costs 2
//                        9 0
//
// Each cost is 0 + 0 + 1 at least, and with a = 1, f is 7: no sum with that is
// as low as 2. So a = 0, then g with b = 1 is 9, and b = 0.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_SUPPORT_GRAPH_NARROWING_H
#define AG_LIB_SUPPORT_GRAPH_NARROWING_H

#include "ag/Support/Graph/MinSum.h"

namespace ag {

/// Finds values that no sum as low as the hint's has: not even where each cost
/// is as low as it gets, with that value where it hangs on it.
class Narrowing {
public:
  Narrowing(const MinSum &costs, llvm::ArrayRef<unsigned> hint);

  void run();
  /// Of what is left. Who has one value left is in no cost, so that none hangs
  /// on many for nothing.
  MinSum makeCosts(const std::vector<std::vector<unsigned>> &left) const;
  std::vector<std::vector<unsigned>> listLeft() const;

private:
  void measure(unsigned number);
  bool narrow(unsigned variable, int64_t slack);

  /// A value that is gone may let others go; after so many times around, that
  /// is left to elimination.
  static constexpr unsigned mostTurns = 8;

  const MinSum &costs;
  int64_t upper;
  std::vector<std::vector<bool>> isLeft;
  /// Of each cost: the least of it, and that with each value of each of its
  /// variables.
  std::vector<int64_t> lowest;
  std::vector<llvm::SmallVector<std::vector<int64_t>, 4>> lowestWith;
  std::vector<bool> isStale;
};

} // namespace ag

#endif // AG_LIB_SUPPORT_GRAPH_NARROWING_H
