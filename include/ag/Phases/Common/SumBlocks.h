//===- SumBlocks.h - loops that add in blocks -------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a nest of loops add many terms without losing digits? In blocks of
// at most 64 steps, or 128 in tiles of products, each with accumulators of its
// own. Plain sums join 8 blocks to a group, and Kahan's sum groups to what was
// added so far:
//
//   for g = 0 to n step 512
//     group = -0
//     for k = g to min(g + 512, n) step 64
//       block = -0
//       for j = k to min(k + 64, n)
//         block += x[j]
//       group += block
//     sum += group                       less what the last sum had too much
//
// The error of the last line does not grow with the number of groups, so that
// no tree of them is needed. Where blocks are no more than log2 n, plain sums
// join all of them. One block begins with what there is, as do accumulators
// that are no sums in each block.
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_COMMON_SUMBLOCKS_H
#define AG_PHASES_COMMON_SUMBLOCKS_H

#include "ag/Phases/Common/LongSums.h"
#include "ag/Phases/Common/LoopNest.h"

namespace ag {

/// A nest over `loops`, the outermost first, and where in it sums begin.
struct SumLoops {
  llvm::ArrayRef<unsigned> loops;
  llvm::ArrayRef<mlir::OpFoldResult> extents;
  llvm::MutableArrayRef<mlir::Value> indices;
  /// One for each result, or several for the only one.
  mlir::ValueRange starts;
  SumResults results;
  /// How many terms a block adds at most.
  int64_t block = 64;
};

using SumBody = llvm::function_ref<llvm::SmallVector<mlir::Value>(
    mlir::OpBuilder &, mlir::ValueRange)>;

/// The nest around `body`, which adds a step to what it is given.
llvm::SmallVector<mlir::Value> buildSums(mlir::OpBuilder &builder,
                                         mlir::Location loc, SumLoops sums,
                                         SumBody body);

/// The same with a loop over lanes, as buildLanes makes it, inside of `loops`.
llvm::SmallVector<mlir::Value> buildLaneSums(mlir::OpBuilder &builder,
                                             mlir::Location loc, SumLoops sums,
                                             const Lanes &whole, LastLanes last,
                                             LanesBody body);

} // namespace ag

#endif // AG_PHASES_COMMON_SUMBLOCKS_H
