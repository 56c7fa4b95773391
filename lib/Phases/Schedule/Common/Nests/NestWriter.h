//===- NestWriter.h - creation of a nest of loops ---------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a group's nest created? NestWriter.cpp replaces the group's ops by the
// nest, NestWriterLoops.cpp creates the loops, NestWriterGrid.cpp a loop over
// the blocks of a GPU, and NestWriterTiles.cpp the ops in them. NestExtents.cpp
// finds the extents of the loops, NestResults.cpp their iter_args, and
// NestIteration.cpp the tiles that an iteration computes.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_COMMON_NESTS_NESTWRITER_H
#define AG_LIB_PHASES_SCHEDULE_COMMON_NESTS_NESTWRITER_H

#include "Common/Nests/NestIteration.h"
#include "Common/Nests/NestResults.h"
#include "ag/Analysis/Entry/EntryKernels.h"
#include "ag/Phases/Common/LongSums.h"
#include "mlir/IR/PatternMatch.h"

namespace ag {

class NestWriter {
public:
  /// `extents` are those of the nest's loops. `results` are all that are used
  /// outside of the nest.
  NestWriter(mlir::RewriterBase &rewriter, const NestPlan &plan,
             const NestedOps &ops, llvm::ArrayRef<mlir::OpFoldResult> extents,
             NestResults &results)
      : rewriter(rewriter), plan(plan), ops(ops), results(results),
        iteration(rewriter, plan, ops, extents) {}

  /// Creates the nest and replaces the ops by it. `work` is noted on a loop
  /// over blocks.
  void make(const LoopWork &work);

private:
  void makeGrid(const LoopWork &work);
  void makeLevel(unsigned level);
  void makeLoops(unsigned level);
  bool addsInBlocks(unsigned level, mlir::OpFoldResult most, int64_t tile);
  llvm::SmallVector<LongSum> makeBlock(unsigned level, mlir::OpFoldResult first,
                                       mlir::OpFoldResult end, int64_t tile,
                                       llvm::ArrayRef<NestResult *> sums,
                                       mlir::ValueRange excesses);
  void makeBlocks(unsigned level, mlir::OpFoldResult begin,
                  mlir::OpFoldResult end, int64_t tile);
  void makeSteps(unsigned level, mlir::OpFoldResult begin,
                 mlir::OpFoldResult end, int64_t tile, bool isWhole);
  void makeOp(const NestedOp &op);
  mlir::Value readTile(mlir::Value value, mlir::AffineMap map,
                       const NestedOp &op);
  mlir::Value startTile(mlir::OpOperand &start, mlir::Value init,
                        mlir::AffineMap map, const NestedOp &op);

  mlir::RewriterBase &rewriter;
  const NestPlan &plan;
  const NestedOps &ops;
  NestResults &results;
  NestIteration iteration;
  /// Maps the values computed in the loops so far to their current tiles.
  llvm::DenseMap<mlir::Value, mlir::Value> tiles;
};

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_COMMON_NESTS_NESTWRITER_H
