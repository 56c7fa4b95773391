//===- StreamSteps.h - parts of dimensions in a step ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which part of each dimension does the current step of a nest cover? Tiles of
// forms have the dimensions of TileOrder.h.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_COMMON_STREAMS_STREAMSTEPS_H
#define AG_LIB_PHASES_SCHEDULE_COMMON_STREAMS_STREAMSTEPS_H

#include "Common/Nests/TileSteps.h"
#include "ag/Analysis/Groups/Streams/TileOrder.h"

namespace ag {

/// The current step of each dimension of a table.
class StreamSteps {
public:
  /// Creates steps without any size, of loops of `table`.
  StreamSteps(const FormTable &table, TileOrder order)
      : table(table), order(std::move(order)) {}

  /// Sets the size of a dimension. Tiles cover all of it until setStep is
  /// called.
  void setSize(unsigned dimension, mlir::OpFoldResult size);
  void setStep(unsigned dimension, LoopTile step);
  const LoopTile &getStep(unsigned dimension) const {
    return steps.at(dimension);
  }
  /// Returns the step of a loop's dimension.
  const LoopTile &getStepOf(unsigned loop) const;

  /// Returns true if the dimension has no steps, so that tiles cover all of it.
  bool isWhole(unsigned dimension) const {
    return wholes.count(dimension) != 0;
  }
  /// Returns true if a step covers one position of the loop.
  bool isSingle(unsigned loop) const;
  const TileOrder &getOrder() const { return order; }
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
  TileOrder order;
  std::map<unsigned, mlir::OpFoldResult> sizes;
  std::map<unsigned, LoopTile> steps;
  /// The dimensions that have no steps, and that tiles cover completely.
  std::set<unsigned> wholes;
};

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_COMMON_STREAMS_STREAMSTEPS_H
