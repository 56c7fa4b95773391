//===- GroupTraffic.h - what a group moves ----------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How long does a group take to read and write what it is given and makes, past
// the cache that is nearest to its core?
//
// What it is given it reads, and its results it writes, once; more often, where
// an outer loop comes back to what no cache has kept.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_GROUPTRAFFIC_H
#define AG_ANALYSIS_GROUPTRAFFIC_H

#include "ag/Analysis/GroupStudy.h"
#include "ag/Analysis/Sizes.h"
#include "ag/Analysis/TileShares.h"

namespace ag {

/// Where groups are to be computed, and at which sizes.
struct GroupCosts {
  const Speed &speed;
  /// At the sizes that memory is planned for.
  SizeEvaluator &sizes;

  /// Returns a size, an assumed one if it depends on values.
  int64_t sizeOf(mlir::Value value, int64_t dim) const;
  int64_t countBytes(mlir::Value value) const;
  /// Returns how quickly a core moves the value, in bytes a second, from the
  /// nearest level that all of it fits into.
  double bandwidthOf(mlir::Value value) const;
  /// Returns the picoseconds in which that moves it so many times.
  int64_t timeMoves(mlir::Value value, double times = 1) const;
  /// Returns what a core keeps near between two iterations of a loop.
  int64_t countNearBytes() const { return getTileBytes(speed); }
};

struct GroupTraffic {
  /// How long moving takes: a value that stays in a cache is read from there.
  int64_t picoseconds = 0;
  /// Why the ops had better be apart, whatever they move.
  GroupReason refusal;
};

/// Nobody asks further where it takes `limit` picoseconds or more.
GroupTraffic estimateTraffic(const GroupStudy &study,
                             llvm::ArrayRef<const StatedOp *> ops,
                             mlir::ValueRange given, mlir::ValueRange results,
                             const GroupCosts &costs,
                             int64_t limit = INT64_MAX);

} // namespace ag

#endif // AG_ANALYSIS_GROUPTRAFFIC_H
