//===- GroupDimensions.h - which loops of a group's ops are one -*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which loops of a group's ops iterate over the same dimension?
//
//   %m = ag.reduce max %x [1]               loops i, j of x[i, j]
//   %d = ag.sub %x, broadcast of %m         loops a, b of x[a, b] - m[a]
//   %y = ag.contract "ab,bc->ac" %d, %w     loops a, c, b
//
// A loop that writes a dimension of a value and a loop that reads it there are
// one: a is i. So are loops of two ops that read the same dimension of an
// outside value: b is j. Two loops of one op are never joined, as x x^T reads x
// by i and by j. Neither are loops that are not known to have equal extents: a
// slice of a dimension is a dimension of its own.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_GROUPS_GROUPDIMENSIONS_H
#define AG_ANALYSIS_GROUPS_GROUPDIMENSIONS_H

#include "ag/Interfaces/DimensionRuleOp.h"
#include "ag/Interfaces/StructuredOp.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/MapVector.h"

namespace ag {

/// An op with its Spec, which is computed once.
struct StatedOp {
  /// Reads the Spec of the op, or of the elements that it moves. Returns
  /// std::nullopt if the op has neither. The Spec of a reshape of several
  /// dynamic dimensions assumes that those at equal places are equally long: it
  /// shows what may be fused, as loops are created by what is proved.
  static std::optional<StatedOp> read(mlir::Operation *op);
  /// Reads the Spec in the same way, to compute other values than the op does.
  /// Returns std::nullopt if it assumes a size that is not proved.
  static std::optional<StatedOp> readExact(mlir::Operation *op);
  /// Reads the op's Spec, or else its plain dimension rule. A rule becomes a
  /// Spec with the rule's loops, whose body has no meaning.
  static std::optional<StatedOp> readMember(mlir::Operation *op);
  /// Reads the loops of the op's plain dimension rule; std::nullopt if it has
  /// none.
  static std::optional<StatedOp> readRule(mlir::Operation *op);
  /// Reads the loops of a reshape's dimension rule, to which a whole loop is
  /// added for each dimension that consists of several; std::nullopt for other
  /// ops.
  static std::optional<StatedOp> readReshape(mlir::Operation *op);

  /// Returns the map by which the loops index the operand, or a null map if no
  /// elements of it are read or started from.
  mlir::AffineMap getMap(unsigned operand) const;

  mlir::Value getValue(const SpecInput &input) const {
    return operands[input.operand];
  }
  /// Returns the value of a number that extents use: operands, then results.
  mlir::Value getNumbered(unsigned number) const {
    return number < operands.size() ? operands[number]
                                    : op->getResult(number - operands.size());
  }
  /// Returns whether iterations of the loop can run one after the other in
  /// tiles.
  bool isParallel(unsigned loop) const {
    return spec.isParallel(loop) && !isWhole(loop);
  }
  bool isWhole(unsigned loop) const {
    return rule && rule->loops[loop].isWhole;
  }
  /// Returns whether each element of the result is a sum of products in which
  /// no factor depends on all loops: q k^T, but not the sum of squares.
  bool isProduct() const;
  /// Returns true if the op computes its results from elements, and false if it
  /// only moves elements.
  bool computes() const;

  mlir::Operation *op;
  Spec spec;
  /// The operands that the Spec numbers.
  llvm::SmallVector<mlir::Value> operands;
  /// The plain dimension rule of an op without a Spec.
  std::optional<DimensionRule> rule = std::nullopt;
};

/// Returns the operand that the op's only result equals, if the op only keeps
/// it separate, as a barrier does against recomputation. Returns null for other
/// ops.
mlir::Value getSameOperand(mlir::Operation *op);

/// Returns the value that `value` equals outside of bodies that it is passed
/// to, and before ops that only keep it separate.
mlir::Value getSame(mlir::Value value);

/// Maps the loops of a group's ops to numbers of dimensions.
class GroupDimensions {
public:
  /// `ops` are in program order. They outlive this.
  explicit GroupDimensions(llvm::ArrayRef<const StatedOp *> ops);

  /// Returns the number of dimensions.
  unsigned size() const { return extents.size(); }
  /// Returns the dimension of each loop of the group's op `number`.
  llvm::ArrayRef<unsigned> dimensionsOf(unsigned number) const {
    return dimensions[number];
  }
  /// Returns the dimension's static extent, or std::nullopt.
  std::optional<int64_t> extentOf(unsigned dimension) const {
    return extents[dimension];
  }
  /// Returns the dimension that indexes the value at `place`, according to the
  /// first op that writes the value or, for an outside value, reads it. Returns
  /// std::nullopt if no single loop indexes it.
  std::optional<unsigned> dimensionOf(mlir::Value value, unsigned place) const;
  /// Returns whether dimension `place` of a value that the group's ops read or
  /// write is known to be as long as `dimension`.
  bool isAsLong(unsigned dimension, mlir::Value value, unsigned place) const;

private:
  llvm::SmallVector<llvm::SmallVector<unsigned>> dimensions;
  llvm::SmallVector<std::optional<int64_t>> extents;
  llvm::DenseMap<std::pair<mlir::Value, unsigned>, unsigned> places;
  /// Equivalence classes of lengths, of dimensions and of the values'
  /// dimensions: equal numbers mean equal lengths.
  llvm::SmallVector<unsigned> lengths;
  llvm::DenseMap<std::pair<mlir::Value, unsigned>, unsigned> placeLengths;
};

} // namespace ag

#endif // AG_ANALYSIS_GROUPS_GROUPDIMENSIONS_H
