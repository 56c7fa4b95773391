//===- SpecSums.h - long sums of a structured op ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a walk over points add many of them without losing digits?
//
// It adds in blocks of 64 points. The first block begins with the accumulator,
// the others with -0:
//
//   sum = block 0;  sum += block 1, with its rounding error saved;  ...
//
// The rounding errors are added at the end. A sum of one block follows the
// order of its terms.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_INTERFACES_SPEC_SPECSUMS_H
#define AG_LIB_INTERFACES_SPEC_SPECSUMS_H

#include "ag/Interfaces/Spec/Spec.h"

namespace ag {

/// The partial sums for each lane of the results that are sums.
class SpecSums {
public:
  SpecSums(const Spec &spec, Precision precision, size_t lanes);

  bool empty() const { return sums.empty(); }
  /// Begins sums for other positions.
  void reset() { points = 0; }
  /// Counts a point that has been added to the accumulators. Ends their block
  /// if it is full.
  void count(llvm::ArrayRef<Cell *> accumulators, size_t lanes);
  /// Sets the accumulators to the complete sums.
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

#endif // AG_LIB_INTERFACES_SPEC_SPECSUMS_H
