//===- Plan.h - the nest that a group is computed in ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In which loops, with which tiles, are a group's ops computed?
//
//   batches of products     one an iteration; where what an op makes of one
//                           takes more than getNestBytes, the memory for tiles,
//                           rows are a loop too
//   rows of products        64 an iteration, counting those that each place of
//                           the loop has, or 16 or 32 if 64 are all, where that
//                           saves more bytes than large operands have that each
//                           iteration reads
//   other rows              one an iteration
//   columns                 64 an iteration, where nothing else is shared
//   what sums go along      64 an iteration, inside of batches of products of
//                           which one takes more, or where nothing is shared
//                           and that saves more bytes than it reads again, and
//                           than large tensors have whose rows it would cut;
//                           threads share the batches alone
//
// An op that does not have the outermost loops is computed in front of them,
// but for one that reads no tensor, as a mask: a tile of it is computed where
// that is read.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_GROUPS_PLAN_H
#define AG_ANALYSIS_GROUPS_PLAN_H

#include "ag/Analysis/GroupReasons.h"
#include "ag/Analysis/Groups/NestLoop.h"
#include "ag/Analysis/Groups/SharedLoops.h"
#include "ag/Machine/Common/Speed.h"

namespace ag {

/// The size of what an op of the nest reads, which is made in front of it.
struct NestSize {
  mlir::OpOperand *operand = nullptr;
  int64_t dim = 0;

  bool operator==(const NestSize &other) const {
    return operand == other.operand && dim == other.dim;
  }
};

/// A bound of places along a dimension: `constant`, and multiples of the index
/// of each loop of the nest and of sizes.
struct NestLimit {
  /// True if places up to the limit count, false if those from there on do.
  bool isLast = false;
  int64_t constant = 0;
  llvm::SmallVector<int64_t> factors;
  llvm::SmallVector<std::pair<NestSize, int64_t>> sizes;

  bool operator==(const NestLimit &other) const {
    return isLast == other.isLast && constant == other.constant &&
           factors == other.factors && sizes == other.sizes;
  }
};

/// Places along a dimension that iterations of a nest need: those within all
/// limits of an element of their tiles.
struct NestRange {
  llvm::SmallVector<NestLimit> limits;
  /// The dimension's.
  NestSize size;
  /// The number of loops whose indices the limits have, from the outermost on.
  unsigned depth = 0;
};

/// An op that is computed in the nest.
struct NestedOp {
  const StatedOp *stated;
  /// The number of loops around it, from the outermost on; at least 1.
  unsigned depth;
  /// The nest's loop that each loop of the op is, or std::nullopt.
  llvm::SmallVector<std::optional<unsigned>> loops;
  /// The nest's range to which each loop of the op that is none of the nest's
  /// is limited, or std::nullopt; empty if none is.
  llvm::SmallVector<std::optional<unsigned>> ranges = {};

  mlir::Operation *getOp() const { return stated->op; }
  /// Returns the range of the loop that alone moves such a dimension, or of a
  /// result's.
  std::optional<unsigned> getRange(mlir::AffineExpr place) const;
  std::optional<unsigned> getRange(mlir::Value result, int64_t dim) const;
};

/// The tile size of each loop, from the outermost on, and the ops that are
/// computed in them, in the order of the program. Each op is in no more loops
/// than its readers, and has all of its loops if it is used elsewhere.
struct NestPlan {
  llvm::SmallVector<int64_t> tiles;
  llvm::SmallVector<NestedOp> ops;
  llvm::SmallVector<NestRange> ranges = {};
  /// The range that each loop of the nest goes over, or std::nullopt; empty if
  /// all go over whole dimensions. Loops further out limit it.
  llvm::SmallVector<std::optional<unsigned>> loopRanges = {};
};

/// Returns how many places a loop has at most; INT64_MAX if that is not known.
int64_t findLength(const SharedLoops &loops, unsigned loop);

/// Returns where each op stands in these of the shared loops, or of loops that
/// add, from the outermost on.
NestPlan nestOps(const SharedLoops &loops, llvm::ArrayRef<NestLoop> chosen);

/// What becomes of a group's ops.
struct GroupPlan {
  /// False if no loops save anything: results of products are read by what is
  /// computed on their accumulators, and all else element by element.
  bool needsLoops = false;
  /// The loops, from the outermost on, if they are needed and there are some.
  llvm::SmallVector<NestLoop> loops = {};
  /// Says why there are none, though they are needed.
  GroupReason refusal = {};
};

/// Chooses among the group's shared loops, or loops that add, such that what a
/// block makes fits into the machine's memory for tiles.
GroupPlan planGroup(const SharedLoops &loops, const Speed &speed);

} // namespace ag

#endif // AG_ANALYSIS_GROUPS_PLAN_H
