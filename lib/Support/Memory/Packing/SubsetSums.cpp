//===- SubsetSums.cpp - the sums of some of several sizes -----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "SubsetSums.h"
#include <algorithm>

namespace ag {

void SubsetSums::start(int64_t mostTotal) {
  total = mostTotal;
  bits.assign(total / 64 + 1, 0);
  bits[0] = 1;
}

void SubsetSums::add(int64_t size) {
  size_t shift = size / 64;
  unsigned rest = size % 64;
  for (size_t word = bits.size(); word-- > shift;) {
    uint64_t moved = bits[word - shift] << rest;
    if (rest != 0 && word > shift)
      moved |= bits[word - shift - 1] >> (64 - rest);
    bits[word] |= moved;
  }
}

int64_t SubsetSums::roundUp(int64_t value, int64_t slack) const {
  for (int64_t gap = 0; gap <= std::min(slack, value); ++gap)
    if (contains(value - gap))
      return value;
  do
    ++value;
  while (value <= total && !contains(value));
  return value;
}

} // namespace ag
