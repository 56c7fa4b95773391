//===- Levels.h - where a group's values are --------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Where is a value of a group stored between the op that computes it and an op
// that reads it?
//
//   in registers   one loop computes both ops, or the reader is computed on the
//                  accumulators of a product:  y = tanh(contract(x, w)) + b
//   in a tile      both ops are in the loops of the group's nest
//   in memory      unsplit, as if the ops were separate; no loop computes both:
//                  y = sum(x) / n
//
// A group may have values in memory, too, since its ops are read into one
// formula in any case.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_GROUPS_LEVELS_H
#define AG_ANALYSIS_GROUPS_LEVELS_H

#include "ag/Analysis/Groups/NestLoop.h"
#include "ag/Analysis/Groups/SharedLoops.h"
#include "ag/Machine/Common/Speed.h"

namespace ag {

/// A value that is unsplit in memory between two ops, both of which compute.
struct WholeValue {
  mlir::Operation *producer, *reader;
  /// The reason for it, as the text after "because".
  llvm::StringRef reason;
};

struct GroupLevels {
  /// Values in the order of their producers.
  llvm::SmallVector<WholeValue> whole;
  /// Ops of which each iteration of the nest computes a tile.
  llvm::DenseSet<mlir::Operation *> nested = {};
  /// True if a value is in registers or in a tile between two ops.
  bool hasOthers = false;
  /// The number of loops outside of the nest.
  unsigned loops = 0;

  /// Returns true if all values between the ops are in memory.
  bool areWhole() const { return !whole.empty() && !hasOthers; }
};

/// Returns where values are stored if the ops are computed in a nest of the
/// loops `around`, which may be empty.
GroupLevels findLevels(const SharedLoops &loops,
                       llvm::ArrayRef<NestLoop> around, const Speed &speed);

} // namespace ag

#endif // AG_ANALYSIS_GROUPS_LEVELS_H
