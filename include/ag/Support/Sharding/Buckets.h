//===- Buckets.h - which collectives become one -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which of the collectives of a list of ops are done together, and where?
//
// Op k stands between the places 2k and 2k + 1. A collective may be done at any
// place of its window: from where its operands are there to in front of the
// first op that reads its results. Collectives of one kind whose windows have a
// place in common are one there, as
//
//   0  a = op x
//   1  s = sum a         window 1 to 8
//   2  b = op x
//   3  t = sum b         window 5 to 8
//   4  c = op s, t
//
// at place 7. Each kind has one bucket that is open; a collective that does not
// go into it begins the next one. So buckets hold runs of their kind in order,
// the fewest such runs that there are, and filling them takes a time that is
// linear in the collectives and their operands, but for sorting the buckets.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SHARDING_BUCKETS_H
#define AG_SUPPORT_SHARDING_BUCKETS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include <cstdint>
#include <vector>

namespace ag {

/// A collective that may be done together with others.
struct BucketItem {
  /// Only those of one kind are done together.
  unsigned kind;
  /// Whether the kind is done as late as its last one, not as early as its
  /// first one.
  bool isLate;
  int64_t bytes;
  /// The op.
  size_t number;
  /// The first and last place of its window, on both sides of the op.
  size_t ready, needed;
  /// Its operands; the same twice are not in one bucket.
  llvm::SmallVector<size_t, 1> operands;
};

struct Bucket {
  /// Two or more, in order.
  std::vector<size_t> items;
  int64_t bytes;
  /// Where the last one stands, or the first one, if that is in all windows;
  /// else the place nearest to it that is.
  size_t place;
};

/// What is done together, in the order of places; of one place, in that of the
/// last items. `items` are in the order of their ops. No bucket has more than
/// `mostBytes` bytes.
std::vector<Bucket> fillBuckets(llvm::ArrayRef<BucketItem> items,
                                int64_t mostBytes);

} // namespace ag

#endif // AG_SUPPORT_SHARDING_BUCKETS_H
