//===- GroupDimensions.h - which loops of a group's ops are one -*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which loops of a group's ops go along the same dimension?
//
//   %m = ag.reduce max %x [1]               loops i, j of x[i, j]
//   %d = ag.sub %x, broadcast of %m         loops a, b of x[a, b] - m[a]
//   %y = ag.contract "ab,bc->ac" %d, %w     loops a, c, b
//
// Those by which one op writes a dimension and another reads it: a is i. Those
// by which two ops read one dimension of what is given to the group: b is j.
// But never two loops of one op: x x^T goes along x by i, and by j. Nor loops
// that are not known to be of one length: a part of a dimension is read by a
// dimension of its own.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_GROUPDIMENSIONS_H
#define AG_ANALYSIS_GROUPDIMENSIONS_H

#include "ag/Interfaces/DimensionRuleOp.h"
#include "ag/Interfaces/StructuredOp.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/MapVector.h"

namespace ag {

/// An op, with its Spec, which is made once.
struct StatedOp {
  /// None of an op that has no Spec, and moves no elements as one says.
  static std::optional<StatedOp> read(mlir::Operation *op);
  /// Of others too that have a plain rule: its loops are the Spec's, whose body
  /// says nothing.
  static std::optional<StatedOp> readMember(mlir::Operation *op);
  /// Reads the loops of the op's plain dimension rule; std::nullopt if it has
  /// none.
  static std::optional<StatedOp> readRule(mlir::Operation *op);

  /// Returns the map by which loops move the operand, or a null map if no
  /// elements of it are read or started from.
  mlir::AffineMap getMap(unsigned operand) const;

  mlir::Value getValue(const SpecInput &input) const {
    return operands[input.operand];
  }
  /// Of those that extents number: operands, then results.
  mlir::Value getNumbered(unsigned number) const {
    return number < operands.size() ? operands[number]
                                    : op->getResult(number - operands.size());
  }
  /// Whether parts of the loop can be gone through one after the other.
  bool isParallel(unsigned loop) const {
    return spec.isParallel(loop) && !isWhole(loop);
  }
  bool isWhole(unsigned loop) const {
    return rule && rule->loops[loop].isWhole;
  }
  /// Whether each element of what it makes is a sum of products of which no
  /// factor has all loops: q k^T, and not the sum of squares.
  bool isProduct() const;
  /// Returns true if the op computes its results of elements, rather than move
  /// these.
  bool computes() const;

  mlir::Operation *op;
  Spec spec;
  /// Those that the Spec numbers.
  llvm::SmallVector<mlir::Value> operands;
  /// Of an op without a Spec; plain.
  std::optional<DimensionRule> rule = std::nullopt;
};

/// The operand that the op's result is, of an op that says more than that, as
/// one that keeps what is computed again apart; null of others.
mlir::Value getSameOperand(mlir::Operation *op);

/// What a value is, outside of bodies that are given it, and in front of ops
/// that say more than their value.
mlir::Value getSame(mlir::Value value);

/// The loops of a group's ops, as numbers of dimensions.
class GroupDimensions {
public:
  /// `ops` are in the order in which they stand; they outlive this.
  explicit GroupDimensions(llvm::ArrayRef<const StatedOp *> ops);

  /// How many dimensions there are.
  unsigned size() const { return extents.size(); }
  /// Those of an op's loops; op `number` of the group.
  llvm::ArrayRef<unsigned> dimensionsOf(unsigned number) const {
    return dimensions[number];
  }
  /// How long it is, where types tell.
  std::optional<int64_t> extentOf(unsigned dimension) const {
    return extents[dimension];
  }
  /// Along which dimension a value's lies, as the first op that writes it or,
  /// of what is given, reads it has it; none if by no loop alone.
  std::optional<unsigned> dimensionOf(mlir::Value value, unsigned place) const;
  /// Whether a value that the group's ops read or make is known to be as long
  /// there.
  bool isAsLong(unsigned dimension, mlir::Value value, unsigned place) const;

private:
  llvm::SmallVector<llvm::SmallVector<unsigned>> dimensions;
  llvm::SmallVector<std::optional<int64_t>> extents;
  llvm::DenseMap<std::pair<mlir::Value, unsigned>, unsigned> places;
  /// How long dimensions and places are: equal numbers for what is as long.
  llvm::SmallVector<unsigned> lengths;
  llvm::DenseMap<std::pair<mlir::Value, unsigned>, unsigned> placeLengths;
};

} // namespace ag

#endif // AG_ANALYSIS_GROUPDIMENSIONS_H
