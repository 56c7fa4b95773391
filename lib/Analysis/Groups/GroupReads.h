//===- GroupReads.h - how a group's ops read each other ---------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Where does an op of a group read what another one of it computes?
//
//   %m(i) = max %x(i, j)
//   %b = broadcast of %m                 moves elements: it is looked through
//   %d(i, j) = %x - %b                   reads %m at (i, j) -> (i)
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_ANALYSIS_GROUPS_GROUPREADS_H
#define AG_LIB_ANALYSIS_GROUPS_GROUPREADS_H

#include "ag/Analysis/Groups/SharedLoops.h"

namespace ag {

/// A member that computes reads what another such member makes.
struct GroupRead {
  const SharedLoops::Member *producer, *reader;
  /// The place that is read for a point of the reader's loops. Null if that is
  /// none of loops and zeros, if something is moved in parts or reshaped in
  /// between, or if the reader reads several places.
  mlir::AffineMap place;
  /// True if an op in between moves the innermost dimension elsewhere.
  bool isTransposed = false;
  /// True if an op in between is not in the nest.
  bool leavesNest = false;

  /// Returns true if it is read where the reader writes its result.
  bool isInOrder() const {
    return place == reader->stated->spec.results.front().map;
  }
  /// Returns true if each element is read once.
  bool isOnce() const {
    return place && place.getNumResults() == place.getNumDims();
  }
};

/// Returns true if a body that is stated computes each element of the results,
/// and nothing that these held before goes into it.
bool isElementwise(const SharedLoops::Member &member);

/// Returns true if the op reads an operand, or writes its result, against the
/// order of its elements in memory.
bool isTransposing(const StatedOp &op);

/// Returns true if a dimension of an operand is moved by several of the op's
/// loops, or otherwise than by one of them.
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
  /// Returns true if the member's elements are those of what it reads.
  static bool isMove(const SharedLoops::Member &member);

private:
  /// The size of a group's form bounds how many ways lead through its moves.
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
