//===- GroupPlan.h - in which tiles a group is computed ---------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_COMMON_GROUPPLAN_H
#define AG_LIB_PHASES_SCHEDULE_COMMON_GROUPPLAN_H

#include "GroupLoops.h"
#include "GroupNest.h"

namespace ag {

/// Whether loops save anything: a reduction's result is read by what is not
/// computed on its accumulators anyway, or several reductions may read the
/// same.
bool needsNest(const GroupLoops &loops);

/// Whether the group has products, and a loop along which each op that reduces
/// it adds to a sum: such turns are a nest where no loop is shared, too.
bool mayAddInTurns(const GroupLoops &loops);

/// The nest of the group's loops that are shared, or such turns, of which there
/// are some:
///
///   batches of products     one a turn; where what an op makes of one takes
///                           more than `nearBytes`, a cache of the core, rows
///                           are a loop too
///   rows of products        64 a turn, where that saves more bytes than large
///                           operands have that each turn reads
///   other rows              one a turn
///   columns                 64 a turn, where nothing else is shared
///   what sums go along      64 a turn, inside of batches of products of which
///                           one takes more, or where nothing is shared and
///                           that saves more bytes than it reads again; threads
///                           share the batches alone
///
/// An op that does not know the outermost loops is computed in front of them,
/// but for one that reads no tensor, as a mask: a tile of it is computed where
/// that is read.
NestPlan planNest(const GroupLoops &loops, int64_t nearBytes);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_COMMON_GROUPPLAN_H
