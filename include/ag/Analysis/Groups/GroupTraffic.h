//===- GroupTraffic.h - what a group moves ----------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How long does a group take to move its inputs and results between the core
// and the caches or memory that hold them?
//
// Each input is read once, and each result written once. They are moved more
// often if an outer loop re-reads more of them than the tile share of the
// caches holds.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_GROUPS_GROUPTRAFFIC_H
#define AG_ANALYSIS_GROUPS_GROUPTRAFFIC_H

#include "ag/Analysis/Groups/GroupSummary.h"
#include "ag/Analysis/Groups/TileShares.h"
#include "ag/Analysis/Sizes/Sizes.h"

namespace ag {

/// The machine and the sizes that groups are planned for.
struct GroupCosts {
  const Speed &speed;
  /// Evaluates sizes at the planned values of the symbols.
  SizeEvaluator &sizes;

  /// Returns a size, which is assumed if it depends on values.
  int64_t sizeOf(mlir::Value value, int64_t dim) const;
  /// Returns the bytes of an element of the value, or 8 if it is no number.
  static int64_t countElementBytes(mlir::Value value);
  int64_t countBytes(mlir::Value value) const;
  /// Returns the bytes per second at which a core moves the value, from the
  /// fastest level of memory that holds all of it.
  double bandwidthOf(mlir::Value value) const;
  /// Returns the picoseconds that it takes to move the value `times` times.
  int64_t timeMoves(mlir::Value value, double times = 1) const;
  /// Returns the bytes that a core may hold between two iterations of a loop:
  /// the tile share of its memory for tiles (TileShares.h).
  int64_t countNearBytes() const { return getTileBytes(speed); }
};

struct GroupTraffic {
  /// Time to move the inputs and results, each at the speed of the level that
  /// holds it.
  int64_t picoseconds = 0;
  /// Says why the ops should be separate, whatever they move.
  GroupReason refusal;
};

/// Estimates the traffic of a group. If moving takes `limit` picoseconds or
/// more, returns early and leaves the refusal empty.
GroupTraffic estimateTraffic(const GroupSummary &study,
                             llvm::ArrayRef<const StatedOp *> ops,
                             mlir::ValueRange given, mlir::ValueRange results,
                             const GroupCosts &costs,
                             int64_t limit = INT64_MAX);

} // namespace ag

#endif // AG_ANALYSIS_GROUPS_GROUPTRAFFIC_H
