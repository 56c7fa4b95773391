//===- LoopKinds.h - kinds of a group's loops -------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Does a loop that ops share iterate over batches, rows or columns of products,
// and how long is it? The plans of a CPU (Plan.cpp) and of a GPU
// (BlockLoops.cpp) ask.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_ANALYSIS_GROUPS_LOOPKINDS_H
#define AG_LIB_ANALYSIS_GROUPS_LOOPKINDS_H

#include "ag/Analysis/Groups/GroupReasons.h"
#include "ag/Analysis/Groups/SharedLoops.h"

namespace ag {

/// Returns the number of loops whose dimensions the member can split.
size_t countLoops(const SharedLoops::Member &member);

/// Returns the maps of the op's inputs, followed by those of its results.
llvm::SmallVector<mlir::AffineMap> getMaps(const StatedOp &op);

/// Returns true if the loop indexes all operands and results of each product.
bool isBatch(const SharedLoops &loops, unsigned shared);

/// Returns true if the loop iterates over the columns of a product.
bool isColumn(const SharedLoops &loops, unsigned shared);

/// Returns true if some operand or result is contiguous in the loop, and has as
/// many dimensions as any op of the group has loops.
bool isContiguous(const SharedLoops &loops, unsigned shared);

bool hasProduct(const SharedLoops &loops);

/// Returns an op that computes with elements which it indexes by several loops
/// in one dimension, or null. Ops that only move elements, as reshapes do, are
/// none.
mlir::Operation *findWindow(const SharedLoops &loops);

/// Returns the reason why the results of a group have no loop in common.
GroupReason explainBlocked(const SharedLoops &loops);

/// Returns true if a loop of this length has at least two iterations over full
/// tiles. Shorter loops are replaced by their bodies.
inline bool hasFullTiles(int64_t length, int64_t tile) {
  return length / 2 >= tile;
}

/// Returns the largest extent of a loop, or INT64_MAX if it is unknown.
int64_t findLength(const SharedLoops &loops, unsigned loop);

} // namespace ag

#endif // AG_LIB_ANALYSIS_GROUPS_LOOPKINDS_H
