//===- TileShares.h - how much memory tiles may take ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which share of the machine's memory for tiles (BlockMemory::tiles) may a plan
// fill? The rest is for operands that stream through it. With 1 MiB of L2:
//
//   a nest       1 MiB    values of one iteration; with more of them, rows or
//                         sums become loops as well (Groups/Plan.h)
//   a tile       512 KiB  values that ops hold at once between two iterations,
//                         blocks of products and of windows; a larger operand
//                         is re-read from a slower level
//   a stream     256 KiB  values of some rows that are as fast unsplit as they
//                         are in tiles (Groups/Stream.h)
//
// A block of a GPU holds all of these in its 48 KiB of shared memory, beside
// what its threads keep while they reduce (getHeldLimit).
//
// The shares are those that were measured to be best on CPUs.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_GROUPS_TILESHARES_H
#define AG_ANALYSIS_GROUPS_TILESHARES_H

#include "ag/Machine/Common/Speed.h"
#include "llvm/ADT/DenseSet.h"

namespace ag {

/// Returns the most bytes that an op may compute in one iteration of a nest.
inline int64_t getNestBytes(const Speed &speed) { return speed.block.tiles; }

/// Returns the most bytes of tiles that iterations hold beside their operands.
inline int64_t getTileBytes(const Speed &speed) {
  return speed.block.tiles / 2;
}

/// Returns the most bytes of a group's values of some rows that are computed
/// without a stream, as re-reading them costs nothing.
inline int64_t getUnstreamedBytes(const Speed &speed) {
  return speed.block.tiles / 4;
}

/// Returns the most bytes of sums and tiles that a block may hold at once, if
/// its ops reduce elements of these numbers of bytes.
inline int64_t
getHeldLimit(const Speed &speed,
             const llvm::SmallDenseSet<int64_t, 4> &elementBytes) {
  int64_t left = speed.block.whole;
  for (int64_t each : elementBytes)
    left -= speed.block.staged * each;
  return left;
}

} // namespace ag

#endif // AG_ANALYSIS_GROUPS_TILESHARES_H
