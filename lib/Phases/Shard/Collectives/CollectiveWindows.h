//===- CollectiveWindows.h - where a collective may be executed -*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// At which positions of its block may a collective be executed? Op k is between
// the positions 2k and 2k + 1 (ag/Support/Sharding/Buckets.h):
//
//   0  %h = ag.contract ... %x, %v
//   1  %w = ag.parameter "w" {ag.sharding = ...}
//   2  %c = ag.cast %w
//   3  %g = ag.all_gather ["dp"] %c [0]          window 0 to 8
//   4  %y = ag.contract ... %h, %g
//
// A collective can move up until its operands are available, and takes along
// the ops that compute these: here %w and %c. Ops with regions or effects and
// other collectives stay in place. So do ops that read a collective which may
// itself move. An op that may fail does not pass an op that may have checked it
// (Speculatable.h).
//
// It can move down to the first op that reads it. It passes ops whose results
// reach only the block's terminator, such as the update of a parameter by its
// gradient, and takes these along to the end of the block.
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SHARD_COLLECTIVES_COLLECTIVEWINDOWS_H
#define AG_LIB_PHASES_SHARD_COLLECTIVES_COLLECTIVEWINDOWS_H

#include "ag/Analysis/Equality/ValueNumbers.h"
#include "ag/Interfaces/CollectiveOp.h"
#include "llvm/ADT/BitVector.h"

namespace ag {

class CollectiveWindows {
public:
  /// `block` must have a terminator.
  explicit CollectiveWindows(mlir::Block &block);

  size_t getNumber(mlir::Operation *op) const { return numbers.lookup(op); }

  /// Returns the first position of a collective's window.
  size_t findReady(CollectiveOpInterface collective) const;
  /// Returns the last position of the window, before the first op that reads
  /// it.
  size_t findNeeded(CollectiveOpInterface collective) const;
  /// Returns equal numbers for values that equal ops compute, if these may
  /// move.
  unsigned getValueNumber(mlir::Value value) { return equal.getNumber(value); }

  /// Moves the ops that `collectives` depend on to `place`, and returns the op
  /// before which a collective is to be inserted there. Positions must increase
  /// from call to call.
  mlir::Operation *open(size_t place,
                        llvm::ArrayRef<CollectiveOpInterface> collectives);
  /// Records that `op` replaces collectives at `place`.
  void fill(size_t place, mlir::Operation *op);
  /// Moves the ops that read recorded ops after these.
  void close();

private:
  void add(mlir::Operation *op);
  bool mayBeCarried(mlir::Operation *op) const;
  bool maySink(mlir::Operation *op) const;
  /// Returns true if the value is the result of a collective of the block,
  /// which may move.
  bool mayMove(mlir::Value value) const;
  /// Returns the first position at which a value is available.
  size_t getReady(mlir::Value value) const;
  std::vector<size_t>
  findCarried(size_t place,
              llvm::ArrayRef<CollectiveOpInterface> collectives) const;

  mlir::Block &block;
  std::vector<mlir::Operation *> ops;
  llvm::DenseMap<mlir::Operation *, size_t> numbers;
  /// For each op, the first position at which its results are available.
  /// Results of ops that are not carried are available after the op.
  std::vector<size_t> ready;
  llvm::BitVector carried, isMoved, sinks;
  /// The position after the last op with an effect.
  size_t checked = 0;
  /// The number of the op before which a position was opened last.
  size_t opened = 0;
  /// The recorded ops, in the order of their positions.
  std::vector<std::pair<size_t, mlir::Operation *>> filled;
  ValueNumbers equal;
};

} // namespace ag

#endif // AG_LIB_PHASES_SHARD_COLLECTIVES_COLLECTIVEWINDOWS_H
