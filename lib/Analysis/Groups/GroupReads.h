//===- GroupReads.h - how a group's ops read each other ---------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// At which positions does an op of a group read the result of another one?
//
//   %m(i) = max %x(i, j)
//   %b = broadcast of %m                 moves elements: followed to %m
//   %d(i, j) = %x - %b                   reads %m at (i, j) -> (i)
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_ANALYSIS_GROUPS_GROUPREADS_H
#define AG_LIB_ANALYSIS_GROUPS_GROUPREADS_H

#include "ag/Analysis/Groups/SharedLoops.h"

namespace ag {

/// A read of a value of the group, by a member that computes. The value is
/// computed, too, and not only moved.
struct GroupRead {
  const SharedLoops::Member *producer, *reader;
  /// The position that is read for a point of the reader's loops. Null if it
  /// does not consist of loops and zeros, or if an op in between reshapes or
  /// moves slices. Null also if the reader reads several positions.
  mlir::AffineMap place;
  /// True if an op in between moves the innermost dimension elsewhere.
  bool isTransposed = false;
  /// True if an op in between is not in the nest.
  bool leavesNest = false;

  /// Returns true if the reader reads the position that it writes.
  bool isInOrder() const {
    return place == reader->stated->spec.results.front().map;
  }
  /// Returns true if each element is read once.
  bool isOnce() const {
    return place && place.getNumResults() == place.getNumDims();
  }
};

/// Returns true if the op has a Spec whose body computes each element of the
/// results, independently of their old elements.
bool isElementwise(const SharedLoops::Member &member);

/// Returns true if the op reads an operand, or writes its result, against the
/// order of its elements in memory.
bool isTransposing(const StatedOp &op);

/// Returns true if a dimension of an operand is indexed by several of the op's
/// loops, or by an expression of a loop.
bool readsWindows(const SharedLoops::Member &member);

class GroupReads {
public:
  /// `nested` are the ops that are in the nest.
  GroupReads(const SharedLoops &loops,
             const llvm::DenseSet<mlir::Operation *> &nested);

  /// Returns the reads of a member, in the order of the readers.
  llvm::ArrayRef<GroupRead> of(const SharedLoops::Member &producer) const;
  /// Returns an op without loops that reads the member; null if there is none.
  mlir::Operation *getOtherReader(const SharedLoops::Member &producer) const {
    return others.lookup(&producer);
  }
  /// Returns true if the member's elements are elements of its operands, which
  /// its readers read instead. A loop computes what the group returns.
  static bool isMove(const SharedLoops::Member &member);

private:
  /// Adds a read, and follows moves to what they read. The size of a group's
  /// form bounds the number of paths through its moves.
  void add(mlir::Value value, GroupRead read);
  void addCaptured(const SharedLoops::Member &member, GroupRead read);
  void addOther(mlir::Value value, mlir::Operation *reader);
  const SharedLoops::Member *findMaker(mlir::Value value) const;

  const SharedLoops &loops;
  const llvm::DenseSet<mlir::Operation *> &nested;
  llvm::DenseMap<const SharedLoops::Member *, llvm::SmallVector<GroupRead, 4>>
      reads;
  llvm::DenseMap<const SharedLoops::Member *, mlir::Operation *> others;
};

} // namespace ag

#endif // AG_LIB_ANALYSIS_GROUPS_GROUPREADS_H
