//===- DimensionRuleOp.h - which dimensions of an op are loops --*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which dimensions of the operands and results of an op without a Spec are
// loops? For
//
//   %y = ag.concat 1 %a, %b : tensor<4x8xf32>, tensor<4x2xf32>
//                             -> tensor<4x10xf32>
//   %z = ag.gather 0 clamp %x, %k : tensor<9x6xf32>, tensor<3xi32>
//                                   -> tensor<3x6xf32>
//
// the loops are
//
//   a[i, whole c], b[i, whole d] -> y[i, whole e]
//   x[whole w, j], k[i]          -> z[i, j]         w is picked along i
//
// Along a loop that is not marked as whole, a slice of the result is the op on
// slices of its operands. Each element of a result needs all iterations of a
// whole loop.
//
// A dimension may combine several loops, as in a reshape from 6x4 to 3x8:
//
//   x[(a, b), c] -> y[a, (b, c)]
//
// Loops that are not whole and are in no result are summed over, or combined
// in another way. For
//
//   %y = ag.scatter 0 drop %x, %k, %u : tensor<9x6xf32>, tensor<3xi32>,
//                                       tensor<3x6xf32> -> tensor<9x6xf32>
//
// i is such a loop:
//
//   x[whole w, j], k[i], u[i, j] -> y[whole w, j]      w is picked along i
//
// For
//
//   %y = ag.update %x, %p [2, 0] [1, 1] : tensor<9x6xf32>, tensor<3x6xf32>
//                                         -> tensor<9x6xf32>
//
// a slice of the rows of the result takes those rows of p that are within it:
//
//   x[whole w, j], p[whole r, j] -> y[whole w, j]      w is cut
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_DIMENSIONRULEOP_H
#define AG_INTERFACES_DIMENSIONRULEOP_H

#include "ag/Interfaces/OpPart.h"
#include "ag/Interfaces/Spec/Spec.h"
#include "ag/Support/Sharding/ShardState.h"
#include "mlir/IR/OpDefinition.h"

namespace ag {

struct DimensionRule {
  struct Loop {
    /// A dimension of an operand, or of a result; results are numbered after
    /// operands.
    Extent extent;
    bool isWhole = false;
    /// For a whole loop whose position is given by elements of an operand, the
    /// loops along which these elements vary. There is one position at each of
    /// their points.
    std::optional<llvm::SmallVector<unsigned, 2>> pickedAlong = std::nullopt;
    /// Whether a smaller tensor is written along this whole loop: a part of the
    /// op writes the elements in its range.
    bool isCut = false;
  };
  /// The loops that a dimension consists of, major first.
  using Place = llvm::SmallVector<unsigned, 1>;
  /// One place for each dimension.
  using Places = llvm::SmallVector<Place, 4>;

  llvm::SmallVector<Loop> loops;
  /// For each operand and each result, its places. Empty for an operand of
  /// which no elements are read.
  llvm::SmallVector<Places> operands, results;
  /// Combines the iterations of loops that are not whole and are in no result,
  /// for elements other than i1.
  Monoid combiner = Monoid::Sum;
  /// The operand with which the result agrees apart from a part. The
  /// combination starts from it.
  std::optional<unsigned> written = std::nullopt;
  /// The operand of whose elements, without copies, the result may consist.
  std::optional<unsigned> viewed = std::nullopt;
  /// The operands whose elements are elements of the results, or are combined
  /// with them. If each of them is a sum of tensors, the sum of the op's
  /// results on these tensors is the op's result. The same holds for any monoid
  /// if no elements are combined, and else for `combiner`.
  llvm::SmallVector<unsigned, 2> moved = {};
  /// The operands whose elements determine whether the op may be computed.
  llvm::SmallVector<unsigned, 1> asked = {};

  unsigned addLoop(Extent extent, bool isWhole = false) {
    loops.push_back({extent, isWhole});
    return loops.size() - 1;
  }

  bool isSummed(unsigned loop) const;
  /// Returns true if the dimension can be split: none of its loops is whole.
  bool isInParts(const Place &place) const;
  /// Returns true if the op moves elements, along one loop per dimension, adds
  /// none, and its result is not a view.
  bool isPlain() const;
};

/// Returns the rule of concatenating operands of types `inputs` along `dim`.
DimensionRule describeConcat(mlir::TypeRange inputs, unsigned dim);

/// Returns the rule of padding operand 0 along dimensions that are not `kept`,
/// for an op with `operands` operands.
DimensionRule describePad(unsigned operands, llvm::ArrayRef<bool> kept);

/// Returns the rule of inserting operand `part` into operand `whole`, for an op
/// with `operands` operands. For each dimension of `whole`, `dims` has its
/// dimension of the part, if any. `kept` is true if the part has the complete
/// dimension. `cut` is true for other dimensions along which a part of the op
/// writes only the elements in its range.
DimensionRule describeInsertion(unsigned operands, unsigned whole,
                                unsigned part,
                                llvm::ArrayRef<std::optional<unsigned>> dims,
                                llvm::ArrayRef<bool> kept,
                                llvm::ArrayRef<bool> cut);

/// Returns the rule of copying operand 0, of type `type`, for an op with
/// `operands` operands.
DimensionRule describeCopy(unsigned operands, mlir::RankedTensorType type);

/// Returns the rule of extracting a part of operand 0, for an op with
/// `operands` operands. For each dimension of operand 0, `dims` has its
/// dimension of the part, if any. `kept` is true if the part has the complete
/// dimension.
DimensionRule describeExtraction(unsigned operands,
                                 llvm::ArrayRef<std::optional<unsigned>> dims,
                                 llvm::ArrayRef<bool> kept);

/// Returns the sizes of a result of a part of the op. `sizes` are those of the
/// op's result.
llvm::SmallVector<mlir::OpFoldResult>
findPartSizes(const DimensionRule &rule, unsigned result, const OpPart &part,
              llvm::ArrayRef<mlir::OpFoldResult> sizes,
              mlir::OpBuilder &builder, mlir::Location loc);

/// Clones the op with other operands, and infers the results' types.
mlir::Operation *cloneOnParts(mlir::OpBuilder &builder, mlir::Operation *op,
                              mlir::ValueRange operands);

} // namespace ag

#include "ag/Interfaces/DimensionRuleOp.h.inc"

#endif // AG_INTERFACES_DIMENSIONRULEOP_H
