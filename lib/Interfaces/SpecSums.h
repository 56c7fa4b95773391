//===- SpecSums.h - long sums of a structured op ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a walk over points add many of them without losing digits? In blocks
// of 64, the first of which begins with the accumulator, the others with -0:
//
//   sum = block 0;  sum += block 1, and what that rounds off is kept;  ...
//
// What was rounded off is added in the end. A sum of one block is as the order
// of its terms says.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_INTERFACES_SPECSUMS_H
#define AG_LIB_INTERFACES_SPECSUMS_H

#include "ag/Interfaces/Spec.h"

namespace ag {

/// What was added so far, for each lane of the results that are sums.
class SpecSums {
public:
  SpecSums(const Spec &spec, Precision precision, size_t lanes);

  bool empty() const { return sums.empty(); }
  /// Begins sums of other places.
  void reset() { points = 0; }
  /// Counts a point that the accumulators have taken in, and ends their block
  /// if it is full.
  void count(llvm::ArrayRef<Cell *> accumulators, size_t lanes);
  /// Lets the accumulators be all that was added.
  void finish(llvm::ArrayRef<Cell *> accumulators, size_t lanes);

private:
  struct Sum {
    unsigned result;
    ScalarType type;
    std::vector<double> total, rest;
  };
  void endBlock(llvm::ArrayRef<Cell *> accumulators, size_t lanes);

  Precision precision;
  std::vector<Sum> sums;
  uint64_t points = 0;
};

} // namespace ag

#endif // AG_LIB_INTERFACES_SPECSUMS_H
