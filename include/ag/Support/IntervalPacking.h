//===- IntervalPacking.h - buffers in one workspace -------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Where in one workspace does each buffer lie, so that no two that live at the
// same time overlap and the workspace is small?
//
// Time runs in whole steps; a buffer lives in [start, end), takes `size` bytes
// and begins at a multiple of `alignment`. For instance
//
//   A: 4 bytes, [0, 2)     B: 2 bytes, [1, 3)     C: 4 bytes, [2, 4)
//
// fit into 6 bytes: A and C at 0, as they never meet, and B at 4.
//
// An answer is two things. The offsets are for the sizes given. The stacking is
// for sizes that are known only when the program runs: an order of the buffers
// in which each lies upon some earlier ones (above: A, C, then B upon A and C).
// To be right with any sizes it needs the live ranges only, and with the sizes
// given it leads to the offsets given.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_INTERVALPACKING_H
#define AG_SUPPORT_INTERVALPACKING_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/Error.h"
#include <vector>

namespace ag {

struct LiveBuffer {
  int64_t size;
  /// Lives in [start, end). With start == end it never lives: it conflicts with
  /// nothing, lies at 0, and counts for nothing.
  int64_t start, end;
  /// A power of two.
  int64_t alignment = 1;
};

/// Whether both live at some time. (Whatever their sizes are.)
bool areInConflict(const LiveBuffer &a, const LiveBuffer &b);

/// One step of a stacking: `buffer` lies at the least multiple of its alignment
/// that is at or above the ends of all of `upon`, which are earlier steps'
/// buffers; at 0 if there are none.
struct StackingStep {
  unsigned buffer;
  llvm::SmallVector<unsigned, 4> upon;
};
using Stacking = std::vector<StackingStep>;

struct Packing {
  /// Of each buffer.
  std::vector<int64_t> offsets;
  /// The size of the workspace: the largest offset + size.
  int64_t peak = 0;
  /// No packing has a smaller peak: the largest sum of the sizes that live at
  /// one time. (Round sizes to the alignment, or the bound is needlessly low.)
  int64_t bound = 0;
  Stacking stacking;
};

/// Packs greedily: first fit in several orders (by decreasing size, live time,
/// products of the two, end; by increasing start); the best is kept. Takes time
/// in the square of the number of buffers. An error if a size is negative, a
/// range ends before it starts, an alignment is not a power of two, or all
/// sizes together, rounded to their alignments, take 2^63 bytes or more.
llvm::Expected<Packing> packIntervals(llvm::ArrayRef<LiveBuffer> buffers);

/// The largest sum of sizes that live at one time.
int64_t largestLiveSum(llvm::ArrayRef<LiveBuffer> buffers);

/// The stacking in the order of `offsets`, which must be a packing of
/// `buffers`. No buffer gets a higher place by it.
///
/// `upon` is short: of the earlier buffers that conflict with a buffer, those
/// are left out upon which a listed one, or one under it, lies anyway.
Stacking stackInOrderOf(llvm::ArrayRef<LiveBuffer> buffers,
                        llvm::ArrayRef<int64_t> offsets);

/// What an emitted program computes at entry: the offsets by `stacking`, for
/// the sizes that `buffers` now have.
std::vector<int64_t> placeByStacking(const Stacking &stacking,
                                     llvm::ArrayRef<LiveBuffer> buffers);

/// The largest offset + size of those that live.
int64_t peakOf(llvm::ArrayRef<LiveBuffer> buffers,
               llvm::ArrayRef<int64_t> offsets);

} // namespace ag

#endif // AG_SUPPORT_INTERVALPACKING_H
