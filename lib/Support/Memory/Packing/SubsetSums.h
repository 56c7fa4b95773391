//===- SubsetSums.h - the sums of some of several sizes ---------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which sums do some of several sizes have? With the sizes 3 and 5, the sums
// are 0, 3, 5 and 8.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_SUPPORT_MEMORY_PACKING_SUBSETSUMS_H
#define AG_LIB_SUPPORT_MEMORY_PACKING_SUBSETSUMS_H

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ag {

/// The sums, as bits. It is meant to be reused, since it keeps its memory.
class SubsetSums {
public:
  /// Forgets all sizes. Those that are added from then on must not exceed
  /// `total` together, which is at least 0.
  void start(int64_t total);

  /// Adds a size, which is positive.
  void add(int64_t size);

  /// Returns true if some of the sizes, or none, have the sum `value`, which is
  /// at least 0.
  bool contains(int64_t value) const {
    return size_t(value / 64) < bits.size() &&
           (bits[value / 64] >> (value % 64) & 1);
  }

  /// Returns the least number from `value` on that exceeds a sum by at most
  /// `slack`, which is at least 0. `value` must exceed the total of all sizes
  /// by at most `slack`.
  int64_t roundUp(int64_t value, int64_t slack) const;

  /// Returns the number of 64-bit words that hold the bits.
  size_t countWords() const { return bits.size(); }

private:
  int64_t total = 0;
  std::vector<uint64_t> bits;
};

} // namespace ag

#endif // AG_LIB_SUPPORT_MEMORY_PACKING_SUBSETSUMS_H
