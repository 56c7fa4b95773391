//===- StreamSteps.h - parts of dimensions in a step ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which part of each dimension does the current step of a nest cover? A tile of
// a form has one dimension for each of its loops, except for loops of which the
// step covers one position:
//
//   b: 1 position, i: 64 of n, d: all 32      q[b, i, d] has a tile of 64 x 32
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_COMMON_STREAMS_STREAMSTEPS_H
#define AG_LIB_PHASES_SCHEDULE_COMMON_STREAMS_STREAMSTEPS_H

#include "Common/Nests/TileSteps.h"
#include "ag/Support/Forms/Forms.h"

namespace ag {

/// The part of a dimension that the current step covers.
struct StreamStep {
  LoopTile tile;
  /// Whether the step covers one position. Tiles then have no dimension for it.
  bool isSingle = false;
};

/// The current step of each dimension of a table.
class StreamSteps {
public:
  /// Creates steps without any size. The dimensions of tiles are sorted by
  /// `order`, which lists all dimensions of the table.
  StreamSteps(const FormTable &table, llvm::ArrayRef<unsigned> order)
      : table(table), order(order.begin(), order.end()) {}

  /// Sets the size of a dimension. Tiles cover all of it until setStep is
  /// called.
  void setSize(unsigned dimension, mlir::OpFoldResult size);
  void setStep(unsigned dimension, StreamStep step);
  const StreamStep &getStep(unsigned dimension) const {
    return steps.at(dimension);
  }
  /// Returns the step of a loop's dimension.
  const StreamStep &getStepOf(unsigned loop) const;

  /// Returns true if the dimension has no steps, so that tiles cover all of it.
  bool isWhole(unsigned dimension) const {
    return wholes.count(dimension) != 0;
  }
  /// Returns true if a step covers one position of the loop.
  bool isSingle(unsigned loop) const;

  /// Returns the loops in the order of a tile's dimensions, without those of
  /// one position.
  llvm::SmallVector<unsigned> orderLoops(llvm::ArrayRef<unsigned> loops) const;
  /// Returns the number of positions of each loop in the step.
  llvm::SmallVector<mlir::OpFoldResult>
  getSizes(llvm::ArrayRef<unsigned> loops) const;

  /// Emits the loop's index in the body of a generic over `loops`. Returns null
  /// if it has several positions and is not among them.
  mlir::Value makeIndex(mlir::OpBuilder &builder, mlir::Location loc,
                        unsigned loop, llvm::ArrayRef<unsigned> loops) const;
  /// Emits the size of all of a dimension as an index. Returns null if no size
  /// was set.
  mlir::Value makeSize(mlir::OpBuilder &builder, mlir::Location loc,
                       unsigned dimension) const;

private:
  const FormTable &table;
  llvm::SmallVector<unsigned> order;
  std::map<unsigned, mlir::OpFoldResult> sizes;
  std::map<unsigned, StreamStep> steps;
  /// The dimensions that have no steps, and that tiles cover completely.
  std::set<unsigned> wholes;
};

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_COMMON_STREAMS_STREAMSTEPS_H
