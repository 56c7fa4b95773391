//===- Plan.h - the nest that a group is computed in ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In which loops, with which tiles, are a group's ops computed?
//
//   batches of products   one an iteration. If an op's result of one batch
//                         exceeds getNestBytes, the memory for tiles, rows are
//                         loops inside of the batches, the longest innermost
//   rows of products      64 an iteration, including rows inside of a position
//                         of the loop; 16 or 32 if 64 are all; up to 256 if
//                         large operands are re-read in each iteration. Rows
//                         are used if re-reading takes less time than moving
//                         the values between the ops to memory and back
//   other rows            one an iteration
//   columns               64 an iteration, if no other loop is shared
//   dimensions of sums    64 an iteration, inside of batches of products whose
//                         results exceed getNestBytes. Also if no rows are
//                         used, with the same comparison of times, and if the
//                         large tensors whose rows it cuts have fewer bytes
//                         than the values between the ops. Threads share the
//                         batches only
//
// An op that lacks the outermost loops is computed before them. An op that
// reads no tensor, such as a mask, is computed tile by tile where it is read.
// There is no plan if an iteration would hold a result beyond getNestBytes that
// has more dynamic sizes than all that the group reads and makes in it.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_GROUPS_PLAN_H
#define AG_ANALYSIS_GROUPS_PLAN_H

#include "ag/Analysis/Groups/GroupReasons.h"
#include "ag/Analysis/Groups/SharedLoops.h"
#include "ag/Analysis/Groups/Tiles/PlanTrial.h"
#include "ag/Machine/Common/Speed.h"

namespace ag {

/// The size of an operand of an op in the nest, where the operand is computed
/// before the nest.
struct NestSize {
  mlir::OpOperand *operand = nullptr;
  int64_t dim = 0;

  bool operator==(const NestSize &other) const {
    return operand == other.operand && dim == other.dim;
  }
};

/// A limit of positions along a dimension: `constant`, plus multiples of the
/// indices of the nest's loops and of sizes.
struct NestLimit {
  /// True if positions up to the limit are needed, false if positions from it
  /// on.
  bool isLast = false;
  int64_t constant = 0;
  llvm::SmallVector<int64_t> factors;
  llvm::SmallVector<std::pair<NestSize, int64_t>> sizes;

  bool operator==(const NestLimit &other) const {
    return isLast == other.isLast && constant == other.constant &&
           factors == other.factors && sizes == other.sizes;
  }
};

/// The positions along a dimension that an iteration of a nest needs: they are
/// within all limits for some element of its tiles.
struct NestRange {
  llvm::SmallVector<NestLimit> limits;
  /// The size of the dimension.
  NestSize size;
  /// The number of outermost loops whose indices the limits may depend on.
  unsigned depth = 0;
};

/// An op that is computed in the nest.
struct NestedOp {
  const StatedOp *stated;
  /// The number of loops around the op, from the outermost on; at least 1.
  unsigned depth;
  /// The nest's loop that each loop of the op is, or std::nullopt.
  llvm::SmallVector<std::optional<unsigned>> loops;
  /// The range that limits each loop of the op that is not a loop of the nest,
  /// or std::nullopt. Empty if no loop is limited.
  llvm::SmallVector<std::optional<unsigned>> ranges = {};

  mlir::Operation *getOp() const { return stated->op; }
  /// Returns the range of the loop that alone indexes the position, or that
  /// dimension of a result; std::nullopt if there is none.
  std::optional<unsigned> getRange(mlir::AffineExpr place) const;
  std::optional<unsigned> getRange(mlir::Value result, int64_t dim) const;
};

/// The tile size of each loop, from the outermost on, and the ops that are
/// computed in them, in program order. Each op is in at most as many loops as
/// its readers. An op that is used elsewhere has all of its loops.
struct NestPlan {
  llvm::SmallVector<int64_t> tiles;
  llvm::SmallVector<NestedOp> ops;
  /// The number of outermost loops whose iterations are blocks of a GPU; 0 for
  /// a CPU.
  unsigned blockLoops = 0;
  llvm::SmallVector<NestRange> ranges = {};
  /// The range that each loop of the nest iterates over, or std::nullopt; empty
  /// if all iterate over unsplit dimensions. Outer loops limit it.
  llvm::SmallVector<std::optional<unsigned>> loopRanges = {};
};

/// Places each op in the loops `chosen`, from the outermost on, which are
/// shared loops or loops that add to sums.
NestPlan nestOps(const SharedLoops &loops, llvm::ArrayRef<NestLoop> chosen);

/// The loops of a group.
struct GroupPlan {
  /// False if loops would save nothing: results of products are read on their
  /// accumulators only, and everything else is computed element by element.
  bool needsLoops = false;
  /// The loops, from the outermost on; empty if they are not needed or refused.
  llvm::SmallVector<NestLoop> loops = {};
  /// Says why there are no loops although they are needed.
  GroupReason refusal = {};
  /// Tiles that no block of a GPU holds, in the order in which they were tried.
  llvm::SmallVector<PlanTrial> trials = {};
  /// The bytes that a block of a GPU holds with the tiles of `loops`.
  std::optional<PlanTrial> held = std::nullopt;
};

/// Chooses among the group's shared loops, or loops that add to sums, such that
/// the results of an iteration fit in the machine's memory for tiles.
GroupPlan planGroup(const SharedLoops &loops, const Speed &speed);

} // namespace ag

#endif // AG_ANALYSIS_GROUPS_PLAN_H
