//===- RandomSizes.h - sizes of random ops ----------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which sizes do tests of all sizes use?
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_UNIT_SUPPORT_SIZES_RANDOMSIZES_H
#define AG_TEST_UNIT_SUPPORT_SIZES_RANDOMSIZES_H

#include "ag/Support/Sizes/SizeAlgebra.h"
#include <random>

namespace ag {

/// Makes sizes of random ops, at random values of two symbols.
class RandomSizes {
public:
  explicit RandomSizes(unsigned seed)
      : random(seed), symbols{pick(40), pick(40)},
        algebra(symbols, {symbols[0] + pick(3), symbols[1] + pick(3)}) {}

  Size make(unsigned depth) {
    if (depth == 0 && other && pick(2) == 0)
      return *other;
    if (depth == 0)
      return pick(3) == 0 ? Size(pick(100) - 20) : algebra.symbol(pick(2));
    Size a = make(depth - 1), b = make(pick(int64_t(depth)));
    switch (pick(9)) {
    case 0:
      return algebra.max(a, b);
    case 1:
      return algebra.min(a, b);
    case 2:
      return a - b;
    case 3:
      return a * pick(4);
    case 4:
      return algebra.roundDown(a + 7, 8);
    case 5:
      return algebra.floorDivide(a, 1 + pick(5));
    case 6:
      return algebra.divide(algebra.max(a, 0), algebra.max(b, 1),
                            /*isUp=*/pick(2) == 0);
    default:
      return a + b;
    }
  }
  int64_t pick(int64_t count) { return int64_t(random() % uint64_t(count)); }

  std::mt19937 random;
  std::vector<int64_t> symbols;
  SizeAlgebra algebra;
  /// A size that is made half of the time where a number or symbol would be.
  std::optional<Size> other;
};

} // namespace ag

#endif // AG_TEST_UNIT_SUPPORT_SIZES_RANDOMSIZES_H
