//===- SharedLoops.h - loops that a nest may have ---------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which loops may a nest around a group's ops have? In a row softmax of an
// operand %x:
//
//   %m(i) = max %x(i, j)       the i of all three is one dimension
//   %e(i, j) = %x - %m(i)      (GroupDimensions.h); %s reduces the j of %e, and
//   %s(i) = sum %e(i, j)       needs all of it: the j of %e is no loop around
//                              both. The j of %m is a loop of its own, as it
//                              reads an operand.
//
// A loop is shared if no op reduces it or needs all of its dimension, and if
// all reductions and all ops that compute a result have it. On request, a sum
// that no op of the group reads may have the loop, too: its iterations then add
// to the sum so far.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_GROUPS_SHAREDLOOPS_H
#define AG_ANALYSIS_GROUPS_SHAREDLOOPS_H

#include "ag/Analysis/Groups/GroupDimensions.h"
#include "ag/Analysis/Groups/LargestSizes.h"
#include "llvm/ADT/DenseSet.h"

namespace ag {

/// Returns true if the map's results are distinct dimensions, and zeros.
bool isPlainMap(mlir::AffineMap map);

/// Why a loop is not shared.
struct LoopBlock {
  mlir::Operation *op = nullptr;
  llvm::StringRef reason;
  /// True if only sums block it, to which iterations of the loop may add.
  bool isSum = false;
};

/// The surroundings of the ops of a nest.
struct NestSurroundings {
  /// Values that are used after the nest.
  llvm::DenseSet<mlir::Value> results;
  /// Values, and ops without loops that read all of them at once.
  llvm::SmallVector<std::pair<mlir::Value, mlir::Operation *>> wholes;
  /// Ops that only create destinations: empty or filled tensors.
  llvm::DenseSet<mlir::Operation *> starts;
};

class SharedLoops {
public:
  struct Member {
    const StatedOp *stated;
    /// A number for each loop of the op. Loops that are one have the same
    /// number.
    llvm::SmallVector<unsigned> loops;
    bool makesResult = false, reduces = false;
    /// True if the op is a sum that no other member reads.
    bool maySum = false;
    /// True if the op sums products of two operands, only one of which has the
    /// loop along which results are contiguous. These are the columns, which
    /// vectors hold.
    bool isProduct = false;
  };

  /// `ops` are in program order; they outlive this.
  SharedLoops(llvm::ArrayRef<const StatedOp *> ops,
              const NestSurroundings &around, LargestSizes largest = {});

  llvm::ArrayRef<Member> getMembers() const { return members; }
  /// Returns the dimensions. Shared loops have their numbers.
  const GroupDimensions &getDimensions() const { return dimensions; }
  const LargestSizes &getLargest() const { return largest; }
  /// Returns the op's member, or null if it has none.
  const Member *find(mlir::Operation *op) const;

  /// Returns the loop that alone indexes the position, or std::nullopt.
  std::optional<unsigned> getLoop(const Member &member,
                                  mlir::AffineExpr place) const;

  /// Returns the loops that can be shared and index each result of the op, in
  /// the order of the first result's dimensions. With `sums`, the loops that it
  /// sums along follow.
  llvm::SmallVector<unsigned> findKnown(const Member &member,
                                        bool sums = false) const;

  /// Returns the shared loops, in the order of the last result's dimensions.
  /// With `sums`, loops of sums are among them.
  llvm::SmallVector<unsigned> findShared(bool sums = false) const;

  /// Returns why no loop is shared; the op is null if nothing blocks any.
  LoopBlock explain() const;

  bool isStart(mlir::Operation *op) const { return starts.contains(op); }
  /// Returns values, and ops without loops that read all of them at once.
  llvm::ArrayRef<std::pair<mlir::Value, mlir::Operation *>> getWholes() const {
    return wholes;
  }

private:
  void addMember(const StatedOp &op, llvm::ArrayRef<unsigned> dimensions,
                 const llvm::DenseSet<mlir::Value> &read,
                 const llvm::DenseSet<mlir::Value> &results);
  bool readsMadeAlong(const StatedOp &op, unsigned loop) const;
  void blockOwn(const Member &member);
  void blockReads(const Member &member);
  void blockPlaces(const Member &producer, mlir::AffineMap made,
                   const Member &reader, mlir::AffineMap read);
  void blockWhole(mlir::Value value, mlir::Operation *reader);
  void block(const Member &member, mlir::AffineExpr place, mlir::Operation *op,
             llvm::StringRef reason);
  void block(unsigned loop, LoopBlock why);
  bool isBlocked(unsigned loop, bool sums) const {
    return blocks[loop].op && !(sums && blocks[loop].isSum);
  }

  GroupDimensions dimensions;
  LargestSizes largest;
  std::vector<Member> members;
  llvm::DenseMap<mlir::Operation *, unsigned> numbers;
  llvm::DenseSet<mlir::Operation *> starts;
  llvm::SmallVector<std::pair<mlir::Value, mlir::Operation *>> wholes;
  llvm::SmallVector<LoopBlock> blocks;
};

} // namespace ag

#endif // AG_ANALYSIS_GROUPS_SHAREDLOOPS_H
