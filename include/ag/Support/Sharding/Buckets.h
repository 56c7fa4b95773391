//===- Buckets.h - which collectives become one -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which collectives of a list of ops are merged, and where are they run?
//
// Op k lies between the positions 2k and 2k + 1. A collective may run at any
// position of its window, which reaches from the point where its operands are
// available to just before the first op that reads its results. Collectives of
// one kind whose windows overlap are merged, here at position 7:
//
//   0  a = op x
//   1  s = sum a         window 1 to 8
//   2  b = op x
//   3  t = sum b         window 5 to 8
//   4  c = op s, t
//
// Each kind has one open bucket. A collective that does not fit into it closes
// it and opens the next one. A bucket therefore holds a contiguous run of the
// collectives of its kind, and the number of runs is minimal. Filling takes
// time linear in the number of collectives and operands; sorting the buckets
// comes on top.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SHARDING_BUCKETS_H
#define AG_SUPPORT_SHARDING_BUCKETS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include <cstdint>
#include <vector>

namespace ag {

/// A collective that may be merged with others.
struct BucketItem {
  /// Only collectives of the same kind are merged.
  unsigned kind;
  /// Whether the kind runs as late as its last collective, rather than as early
  /// as its first one.
  bool isLate;
  int64_t bytes;
  /// The index of the collective's op.
  size_t number;
  /// The first and the last position of the window; they enclose the op.
  size_t ready, needed;
  /// The operands. Collectives that share an operand go into different buckets.
  llvm::SmallVector<size_t, 1> operands;
};

struct Bucket {
  /// Indices into the list of items, in increasing order; two or more.
  std::vector<size_t> items;
  int64_t bytes;
  /// The position just after the last item, if isLate, or else just before the
  /// first one, clamped to the intersection of the windows.
  size_t place;
};

/// Returns the buckets with two or more items, sorted by position, then by last
/// item. `items` must be in the order of their ops. No bucket has more than
/// `mostBytes` bytes.
std::vector<Bucket> fillBuckets(llvm::ArrayRef<BucketItem> items,
                                int64_t mostBytes);

} // namespace ag

#endif // AG_SUPPORT_SHARDING_BUCKETS_H
