//===- NestIteration.h - tiles of one iteration of a nest -------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which tile of each loop, and which range of each other dimension, does the
// current iteration of a nest compute? Which parts of tensors are they?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_COMMON_NESTS_NESTITERATION_H
#define AG_LIB_PHASES_SCHEDULE_COMMON_NESTS_NESTITERATION_H

#include "Common/Nests/NestRanges.h"
#include "Common/Nests/NestedOps.h"

namespace ag {

/// A slice of a tensor.
struct NestPart {
  llvm::SmallVector<mlir::OpFoldResult> offsets, sizes, strides;
  bool isAll = true;

  /// Returns the slice of `whole`, which is `whole` if that is all of it.
  mlir::Value extract(mlir::OpBuilder &builder, mlir::Location loc,
                      mlir::Value whole) const;
  /// Returns `whole` with `tile` as its slice; `tile` if that is all of it.
  mlir::Value insert(mlir::OpBuilder &builder, mlir::Location loc,
                     mlir::Value tile, mlir::Value whole) const;
};

class NestIteration {
public:
  /// Starts outside of all loops, whose extents are `extents`. Sizes and ranges
  /// are computed at the builder's insertion point.
  NestIteration(mlir::OpBuilder &builder, const NestPlan &plan,
                const NestedOps &ops,
                llvm::ArrayRef<mlir::OpFoldResult> extents)
      : builder(builder), plan(plan), ops(ops), extents(extents) {}

  mlir::OpFoldResult getExtent(unsigned level) const { return extents[level]; }
  /// Returns the range that a loop of the nest iterates over.
  LoopTile findSteps(unsigned level) const;

  /// Finds the ranges that depend on no loop. Must be called first, and once.
  void start() { findRanges(); }
  /// Enter an iteration of the next loop, which computes this tile, and leave
  /// it. Entering finds the ranges that the loop's index is the last to
  /// determine.
  void enter(const LoopTile &step) {
    steps.push_back(step);
    findRanges();
  }
  void leave() { steps.pop_back(); }

  /// Returns the slice of a tensor, indexed by `map`, for the current iteration
  /// of the loops. `whole` is already the slice of the first `from` loops.
  NestPart partOf(mlir::Value whole, mlir::AffineMap map, const NestedOp &op,
                  unsigned from) const;
  /// Returns partOf, further limited to the ranges of the op. Dimensions in
  /// which the producer's tile of `made` already has a range keep it.
  NestPart tileOf(mlir::Value whole, mlir::AffineMap map, const NestedOp &op,
                  unsigned from, mlir::Value made = {}) const;
  /// Returns the tile or range of each loop of the op, or std::nullopt if all
  /// of the loop is computed.
  llvm::SmallVector<std::optional<LoopTile>> getTiles(const NestedOp &op) const;

private:
  void findRanges();

  mlir::OpBuilder &builder;
  const NestPlan &plan;
  const NestedOps &ops;
  llvm::SmallVector<mlir::OpFoldResult> extents;
  llvm::SmallVector<LoopTile> steps;
  llvm::SmallVector<LoopTile> ranges;
};

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_COMMON_NESTS_NESTITERATION_H
