//===- StreamTiles.h - the loops of a stream --------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which loops are around a stream, how many positions of each loop does an
// iteration take, and does the stream save time then?
//
//   s = q k^T;  o = p v       i: a tile of rows, which share the operands k, v
//                             h: heads, one by one
//                             j: the stream, as many positions as fit with the
//                                rows in the memory for tiles
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_ANALYSIS_GROUPS_STREAMS_STREAMTILES_H
#define AG_LIB_ANALYSIS_GROUPS_STREAMS_STREAMTILES_H

#include "ag/Analysis/Groups/Stream.h"

namespace ag {

/// A read of a group's operand by one of the group's ops.
struct OperandRead {
  mlir::Value operand;
  /// The places that are read, from loops along `dimensions`.
  mlir::AffineMap map;
  llvm::ArrayRef<unsigned> dimensions;

  /// Returns true if the places depend on a loop along the dimension.
  bool isAlong(unsigned dimension) const;
  /// Returns true if the innermost place does.
  bool isInnermostAlong(unsigned dimension) const;
};

/// Returns the reads of the operands `given`, in the order of the ops. They
/// refer to `dimensions`, which are the loops of the ops.
llvm::SmallVector<OperandRead>
findOperandReads(llvm::ArrayRef<const StatedOp *> ops,
                 const llvm::DenseSet<mlir::Value> &given,
                 const GroupDimensions &dimensions);

/// Returns true if an operand varies along the streamed dimension but not along
/// the other one, so that all positions of the latter share it.
bool isLeftOut(llvm::ArrayRef<OperandRead> reads, unsigned dimension,
               unsigned streamed);

/// Returns true if all tiles of rows fill a vector, and no operand that varies
/// along both is contiguous in the stream. Reductions are then combined vector
/// by vector, and a product's operand with the rows is transposed once for all
/// iterations. `extent` is the number of rows, or std::nullopt.
bool hasVectorsOf(llvm::ArrayRef<OperandRead> reads, NestLoop rows,
                  std::optional<int64_t> extent, unsigned streamed);

/// Chooses the outer loops of a stream, and the tiles of all of its loops.
class StreamTiler {
public:
  /// `plan` has the streamed dimension and the type. `ops`, `dimensions` and
  /// `reads` are those of its group, and `table` has its forms. All of them
  /// outlive this.
  StreamTiler(StreamPlan &plan, llvm::ArrayRef<const StatedOp *> ops,
              const GroupDimensions &dimensions,
              llvm::ArrayRef<OperandRead> reads, FormTable &table,
              const LargestSizes &largest)
      : plan(plan), ops(ops), dimensions(dimensions), reads(reads),
        table(table), lengths(dimensions.size(), INT64_MAX) {
    findLengths(largest);
  }

  /// Adds the outer loops `shared` to the plan, with tiles that fill vectors.
  void chooseLoops(llvm::ArrayRef<unsigned> shared);
  /// Fits the tiles into the machine's memory once the plan has accumulators
  /// and bounds. Returns why the stream does not save time; empty if it does.
  std::string fit(const Speed &speed);
  /// Returns the tiles that fit() tried and that are not held.
  llvm::SmallVector<PlanTrial> takeTrials() { return std::move(trials); }

private:
  void findLengths(const LargestSizes &largest);
  int64_t findHeldLimit(const Speed &speed) const;
  PlanTrial measure(int64_t streamed, const Speed &speed);
  bool isHeld(const PlanTrial &trial);
  int64_t findFewestRows();
  bool fitRows(const Speed &speed);
  std::string explainRows() const;
  void fitStreamed(const Speed &speed);
  int64_t countPlaces(llvm::ArrayRef<unsigned> along, int64_t streamed) const;
  int64_t countMade(int64_t streamed) const;
  int64_t countMadeBytes(int64_t streamed) const;
  int64_t countTileBytes() const;
  int64_t countAccumulatedBytes() const;
  int64_t countHeldBytes(int64_t streamed);

  StreamPlan &plan;
  llvm::ArrayRef<const StatedOp *> ops;
  const GroupDimensions &dimensions;
  llvm::ArrayRef<OperandRead> reads;
  FormTable &table;
  /// The largest extent of each dimension; INT64_MAX if it has no bound.
  llvm::SmallVector<int64_t> lengths;
  /// True if a streamed operand is shared by several rows.
  bool areRowsShared = false;
  llvm::SmallVector<PlanTrial> trials;
};

} // namespace ag

#endif // AG_LIB_ANALYSIS_GROUPS_STREAMS_STREAMTILES_H
