//===- GroupLoops.h - loops that the ops of a group share -------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which loops do the ops of a group share? Loops of two ops are one where the
// one makes a dimension that the other reads, and where both read one of what
// comes from outside and neither reduces along it. Row softmax, %x given:
//
//   %m(i) = max %x(i, j)       the i of all three is one loop; the j of %m is
//   %e(i, j) = %x - %m(i)      one by itself, as it is reduced; those of %e and
//   %s(i) = sum %e(i, j)       %s are one, along which %s reduces
//
// A loop is shared that no op reduces along, or needs the whole of, and that is
// known to all ops that reduce something and to all that make a result. Of sums
// that nothing in the group reads, the loops may be turns, too, each of which
// adds to what was summed.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_COMMON_GROUPLOOPS_H
#define AG_LIB_PHASES_SCHEDULE_COMMON_GROUPLOOPS_H

#include "LoopMaps.h"
#include "llvm/ADT/IntEqClasses.h"
#include "llvm/ADT/SetVector.h"
#include <vector>

namespace ag {

/// Why a loop is not shared.
struct LoopBlock {
  mlir::Operation *op = nullptr;
  llvm::StringRef reason;
  /// Only by sums, to which turns of the loop may add.
  bool isSum = false;
};

/// The loops of a block's ops that have some, but for those that only make what
/// others write onto.
class GroupLoops {
public:
  explicit GroupLoops(mlir::Block &block);

  struct Member {
    mlir::Operation *op;
    LoopMaps maps;
    /// The number of its first loop; the others come behind.
    unsigned first;
    bool makesResult = false, reduces = false;
    /// What it reduces is a sum, which nothing else in the block reads.
    bool maySum = false;
  };
  llvm::ArrayRef<Member> getMembers() const { return members; }
  const Member *find(mlir::Operation *op) const;

  /// Which loop an op's loop is.
  unsigned getLoop(const Member &member, unsigned loop) const {
    return classes[member.first + loop];
  }
  /// The one that moves such a dimension, if one does.
  std::optional<unsigned> getLoop(const Member &member,
                                  mlir::AffineExpr place) const;

  /// Those that can be shared, and move each result of the op, in the order of
  /// the first one's dimensions; then, with `sums`, those that it sums along.
  llvm::SmallVector<unsigned> findKnown(const Member &member,
                                        bool sums = false) const;

  /// The loops that are shared, in the order of the last result's dimensions;
  /// with `sums` those of sums are, too.
  llvm::SmallVector<unsigned> findShared(bool sums = false) const;

  /// Why there is none.
  LoopBlock explain() const;

  /// Ops without loops of which only what leaves the block is computed, from
  /// the last to the first: what they read is a result, and they can be
  /// computed behind all loops. Such are reshapes of results.
  llvm::ArrayRef<mlir::Operation *> getBehind() const {
    return behind.getArrayRef();
  }

private:
  /// Those that only move what leaves the block are computed behind, too, or
  /// have loops.
  GroupLoops(mlir::Block &block, bool movesBehind);

  void collect(mlir::Block &block, bool movesBehind);
  void joinLoops(const Member &member);
  void joinPlaces(const Member &producer, mlir::AffineMap made,
                  const Member &member, mlir::AffineMap read);
  bool mayJoin(unsigned loop, unsigned other) const;
  void joinGiven();
  void blockRead(mlir::Value value, mlir::Operation *op);
  void blockCaptured(mlir::Operation *op);
  void block(const Member &member, mlir::AffineExpr place, mlir::Operation *op,
             llvm::StringRef reason);
  bool isBlocked(unsigned loop, bool sums) const {
    return blocks[loop].op && !(sums && blocks[loop].isSum);
  }
  void blockTwice(const Member &member);

  std::vector<Member> members;
  llvm::SetVector<mlir::Operation *> behind;
  llvm::DenseMap<mlir::Operation *, unsigned> numbers;
  llvm::IntEqClasses classes;
  /// By each op's own loop, then by those that they are.
  llvm::SmallVector<LoopBlock> blocks;
};

/// Whether the op only makes what others write onto: an empty tensor, filled or
/// not.
bool isStart(mlir::Operation *op);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_COMMON_GROUPLOOPS_H
