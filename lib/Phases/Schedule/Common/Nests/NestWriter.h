//===- NestWriter.h - creation of a nest of loops ---------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which state does the creation of a group's nest keep? NestWriter.cpp finds
// the iter_args of the loops, and NestWriterLoops.cpp creates the loops.
// NestWriterRanges.cpp finds the ranges of other dimensions that an iteration
// needs, and NestWriterTiles.cpp creates the ops in the loops.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_COMMON_NESTS_NESTWRITER_H
#define AG_LIB_PHASES_SCHEDULE_COMMON_NESTS_NESTWRITER_H

#include "Common/Nests/GroupNest.h"
#include "Common/Nests/TileSteps.h"
#include "ag/Phases/Common/LongSums.h"
#include "llvm/ADT/SmallBitVector.h"

namespace ag {

/// Ranges begin and end at multiples of this number, or at the dimension's end.
inline constexpr int64_t rangeStep = 64;

/// A result that is used outside of the nest, as an iter_arg of the loops.
struct NestResult {
  mlir::OpResult result;
  const NestedOp *op;
  /// The position in the result, from the loops of the op.
  mlir::AffineMap map;
  /// The value that tiles are inserted into, in the loops created so far.
  mlir::Value whole;
  /// The loops whose iterations add to the result.
  llvm::SmallBitVector isSummed;
  /// The number of outer loops whose slice of the result `whole` already is.
  unsigned from = 0;
};

/// A slice of a tensor.
struct NestPart {
  llvm::SmallVector<mlir::OpFoldResult> offsets, sizes, strides;
  bool isAll = true;
};

class NestWriter {
public:
  NestWriter(mlir::RewriterBase &rewriter, const NestPlan &plan)
      : rewriter(rewriter), plan(plan) {
    for (const NestedOp &op : plan.ops)
      ops[op.getOp()] = &op;
  }

  mlir::LogicalResult make();

private:
  const NestedOp *find(mlir::Value value) const {
    mlir::Operation *op = value.getDefiningOp();
    return op ? ops.lookup(op) : nullptr;
  }

  mlir::FailureOr<mlir::OpFoldResult> findSize(mlir::Value value, int64_t dim);
  void readExtents(mlir::Value value, mlir::AffineMap map, const NestedOp &op);
  mlir::LogicalResult findExtents();
  mlir::LogicalResult findCarried();
  mlir::OpOperand *findStart(mlir::OpResult result);
  mlir::FailureOr<mlir::Value> makeDestination(unsigned number);

  void makeLevel(unsigned level);
  void makeLoops(unsigned level);
  llvm::SmallVector<NestResult *> findInner(unsigned level);
  bool addsInBlocks(unsigned level, mlir::OpFoldResult most, int64_t tile);
  LoopTile findSteps(unsigned level) const;
  llvm::SmallVector<LongSum> makeBlock(unsigned level, mlir::OpFoldResult first,
                                       mlir::OpFoldResult end, int64_t tile,
                                       llvm::ArrayRef<NestResult *> sums,
                                       mlir::ValueRange excesses);
  void makeBlocks(unsigned level, mlir::OpFoldResult begin,
                  mlir::OpFoldResult end, int64_t tile);
  void makeSteps(unsigned level, mlir::OpFoldResult begin,
                 mlir::OpFoldResult end, int64_t tile, bool isWhole);
  void findRanges(unsigned level);
  LoopTile findRange(const NestRange &range);
  mlir::OpFoldResult getSize(const NestSize &size);
  mlir::OpFoldResult findLimit(const NestLimit &limit, bool isLargest);
  std::optional<int64_t> findExtreme(const NestLimit &limit, bool isLargest);
  mlir::OpFoldResult findEnd(const NestRange &range, mlir::OpFoldResult size);
  mlir::OpFoldResult findBegin(const NestRange &range, mlir::OpFoldResult end);
  void makeOp(const NestedOp &op);
  void put(NestResult &value, const NestPart &part, mlir::Value tile);
  NestPart partOf(mlir::Value whole, mlir::AffineMap map, const NestedOp &op,
                  unsigned from);
  NestPart tileOf(mlir::Value whole, mlir::AffineMap map, const NestedOp &op,
                  unsigned from, mlir::Value made = {});
  mlir::Value cut(mlir::Value whole, const NestPart &part, const NestedOp &op);
  mlir::Value readTile(mlir::Value value, mlir::AffineMap map,
                       const NestedOp &op);
  mlir::Value startTile(mlir::OpOperand &start, mlir::Value init,
                        mlir::AffineMap map, const NestedOp &op);

  mlir::RewriterBase &rewriter;
  const NestPlan &plan;
  llvm::DenseMap<mlir::Operation *, const NestedOp *> ops;
  llvm::SmallVector<mlir::OpFoldResult> extents;
  llvm::SmallVector<NestResult> carried;
  /// Maps the destination operand of an op to the index of its result in
  /// `carried`.
  llvm::DenseMap<mlir::OpOperand *, unsigned> startsFrom;
  /// The current tiles of the loops and ranges, and the values computed in the
  /// loops so far.
  llvm::SmallVector<LoopTile> steps;
  llvm::SmallVector<LoopTile> ranges;
  llvm::DenseMap<mlir::Value, mlir::Value> tiles;
};

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_COMMON_NESTS_NESTWRITER_H
