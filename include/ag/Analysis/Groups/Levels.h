//===- Levels.h - where a group's values are --------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Where is a value of a group between the op that computes it and one that
// reads it?
//
//   in registers   one loop computes both ops, or the reader is computed on the
//                  accumulators of a product:  y = tanh(contract(x, w)) + b
//   in a tile      both ops are in the loops of the group's nest
//   in memory      whole, as if the ops were apart; no loop computes both:
//                  y = sum(x) / n
//
// A group may have values of the last kind, too: what its ops compute is read
// into one formula all the same.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_GROUPS_LEVELS_H
#define AG_ANALYSIS_GROUPS_LEVELS_H

#include "ag/Analysis/Groups/NestLoop.h"
#include "ag/Analysis/Groups/SharedLoops.h"
#include "ag/Machine/Common/Speed.h"

namespace ag {

/// A value that lies whole in memory between two ops, both of which compute.
struct WholeValue {
  mlir::Operation *producer, *reader;
  /// Says why it is whole, behind "because".
  llvm::StringRef reason;
};

struct GroupLevels {
  /// In the order of the producers.
  llvm::SmallVector<WholeValue> whole;
  /// True if a value is in registers or in a tile between two ops.
  bool hasOthers = false;

  /// Returns true if all that is between the ops lies in memory.
  bool areWhole() const { return !whole.empty() && !hasOthers; }
};

/// Returns where values are if the ops are computed in a nest of these loops,
/// which may be none.
GroupLevels findLevels(const SharedLoops &loops,
                       llvm::ArrayRef<NestLoop> around, const Speed &speed);

} // namespace ag

#endif // AG_ANALYSIS_GROUPS_LEVELS_H
