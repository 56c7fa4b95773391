//===- CollectiveWindows.h - where a collective may stand -------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// At which places of its block may a collective be done? Op k stands between
// the places 2k and 2k + 1 (ag/Support/Sharding/Buckets.h):
//
//   0  %h = ag.contract ... %x, %v
//   1  %w = ag.parameter "w" {ag.sharding = ...}
//   2  %c = ag.cast %w
//   3  %g = ag.all_gather ["dp"] %c [0]          window 0 to 8
//   4  %y = ag.contract ... %h, %g
//
// It goes up as far as its operands are there, and takes along what these are
// made of: here %w and %c. What has regions or an effect, or is a collective,
// stays where it is, and so does what reads a collective that may move itself.
// An op that may fail goes past none that may have checked that it does not
// (AlwaysDefined.h).
//
// It goes down to the first that reads it; to the end of the block past those
// of which nothing else is made than what the block ends with, as what becomes
// of a parameter by its gradient: they go down with it.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SHARD_COLLECTIVES_COLLECTIVEWINDOWS_H
#define AG_LIB_PHASES_SHARD_COLLECTIVES_COLLECTIVEWINDOWS_H

#include "ag/Analysis/Equality/ValueNumbers.h"
#include "ag/Interfaces/CollectiveOp.h"
#include "llvm/ADT/BitVector.h"

namespace ag {

class CollectiveWindows {
public:
  /// Of a block with a terminator.
  explicit CollectiveWindows(mlir::Block &block);

  size_t getNumber(mlir::Operation *op) const { return numbers.lookup(op); }

  /// The first place of a collective's window.
  size_t findReady(CollectiveOpInterface collective) const;
  /// The last one: in front of who reads it.
  size_t findNeeded(CollectiveOpInterface collective) const;
  /// Returns the same for values that equal ops compute which may be taken
  /// along.
  unsigned getValueNumber(mlir::Value value) { return equal.getNumber(value); }

  /// The op in front of which `place` is, once what the collectives read is in
  /// front of it, too. Asked for with increasing places.
  mlir::Operation *open(size_t place,
                        llvm::ArrayRef<CollectiveOpInterface> collectives);
  /// Takes note of what stands there now, in place of some.
  void fill(size_t place, mlir::Operation *op);
  /// Puts who reads what is filled in behind it.
  void close();

private:
  void add(mlir::Operation *op);
  bool mayBeCarried(mlir::Operation *op) const;
  bool maySink(mlir::Operation *op) const;
  /// Whether it is what a collective makes that may move in the block.
  bool mayMove(mlir::Value value) const;
  /// From where on a value is there.
  size_t getReady(mlir::Value value) const;
  std::vector<size_t>
  findCarried(size_t place,
              llvm::ArrayRef<CollectiveOpInterface> collectives) const;

  mlir::Block &block;
  std::vector<mlir::Operation *> ops;
  llvm::DenseMap<mlir::Operation *, size_t> numbers;
  /// Of each op. What is not carried is ready behind itself.
  std::vector<size_t> ready;
  llvm::BitVector carried, isMoved, sinks;
  /// Behind the last op with an effect.
  size_t checked = 0;
  /// What was last opened is in front of this one.
  size_t opened = 0;
  /// What is filled in, with increasing places.
  std::vector<std::pair<size_t, mlir::Operation *>> filled;
  ValueNumbers equal;
};

} // namespace ag

#endif // AG_LIB_PHASES_SHARD_COLLECTIVES_COLLECTIVEWINDOWS_H
