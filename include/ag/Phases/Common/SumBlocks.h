//===- SumBlocks.h - loops that add in blocks -------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a loop nest add many terms with little rounding error?
//
// It adds blocks of at most 64 iterations, or 128 in tiles of products. Each
// block has its own accumulators. Plain sums join 8 blocks to a group, and
// Kahan's sum adds the groups:
//
//   for g = 0 to n step 512
//     group = -0
//     for k = g to min(g + 512, n) step 64
//       block = -0
//       for j = k to min(k + 64, n)
//         block += x[j]
//       group += block
//     sum += group                       minus the excess of the previous sum
//
// The error of the last line does not grow with the number of groups, so that
// they need no tree. If there are at most log2 n blocks, plain sums join all of
// them. A single block begins with the initial values. So do the accumulators
// of other reductions, in each block.
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_COMMON_SUMBLOCKS_H
#define AG_PHASES_COMMON_SUMBLOCKS_H

#include "ag/Phases/Common/LongSums.h"
#include "ag/Phases/Common/LoopNest.h"

namespace ag {

/// A nest over `loops`, outermost first, and the initial values of its sums.
struct SumLoops {
  llvm::ArrayRef<unsigned> loops;
  llvm::ArrayRef<mlir::OpFoldResult> extents;
  llvm::MutableArrayRef<mlir::Value> indices;
  /// One initial value for each result, or several for a single result.
  mlir::ValueRange starts;
  SumResults results;
  /// The greatest number of terms that a block adds.
  int64_t block = 64;
};

using SumBody = llvm::function_ref<llvm::SmallVector<mlir::Value>(
    mlir::OpBuilder &, mlir::ValueRange)>;

/// Builds the nest around `body`, which adds one iteration's terms to its
/// arguments. Returns the sums.
llvm::SmallVector<mlir::Value> buildSums(mlir::OpBuilder &builder,
                                         mlir::Location loc, SumLoops sums,
                                         SumBody body);

/// Builds the nest with an innermost loop over lanes, as buildLanes does,
/// inside of `loops`.
llvm::SmallVector<mlir::Value> buildLaneSums(mlir::OpBuilder &builder,
                                             mlir::Location loc, SumLoops sums,
                                             const Lanes &whole, LastLanes last,
                                             LanesBody body);

} // namespace ag

#endif // AG_PHASES_COMMON_SUMBLOCKS_H
