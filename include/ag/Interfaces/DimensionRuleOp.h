//===- DimensionRuleOp.h - which dimensions of an op are loops --*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which dimensions of what an op without a Spec reads and makes are loops? With
//
//   %y = ag.concat 1 %a, %b : tensor<4x8xf32>, tensor<4x2xf32>
//                             -> tensor<4x10xf32>
//   %z = ag.gather 0 clamp %x, %k : tensor<9x6xf32>, tensor<3xi32>
//                                   -> tensor<3x6xf32>
//
// these are
//
//   a[i, whole c], b[i, whole d] -> y[i, whole e]
//   x[whole w, j], k[i]          -> z[i, j]         w is picked along i
//
// Along a loop that is not whole, the op on parts of the operands makes that
// part of the result. Of a whole one all is needed for each element.
//
// A dimension may count several loops, as those of a reshape from 6x4 to 3x8
// do:
//
//   x[(a, b), c] -> y[a, (b, c)]
//
// Loops that are not whole and that no result has are summed over. With
//
//   %y = ag.scatter 0 drop %x, %k, %u : tensor<9x6xf32>, tensor<3xi32>,
//                                       tensor<3x6xf32> -> tensor<9x6xf32>
//
// i is:
//
//   x[whole w, j], k[i], u[i, j] -> y[whole w, j]      w is picked along i
//
// With
//
//   %y = ag.update %x, %p [2, 0] [1, 1] : tensor<9x6xf32>, tensor<3x6xf32>
//                                         -> tensor<9x6xf32>
//
// a part of the rows of the result takes those of p that lie in it:
//
//   x[whole w, j], p[whole r, j] -> y[whole w, j]      w is cut
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_DIMENSIONRULEOP_H
#define AG_INTERFACES_DIMENSIONRULEOP_H

#include "ag/Interfaces/OpPart.h"
#include "ag/Interfaces/Spec.h"
#include "mlir/IR/OpDefinition.h"

namespace ag {

struct DimensionRule {
  struct Loop {
    /// A dimension of an operand, or of a result: these are numbered behind.
    Extent extent;
    bool isWhole = false;
    /// Of a whole one of which elements tell the places: the loops along which
    /// these are others, one at each point.
    std::optional<llvm::SmallVector<unsigned, 2>> pickedAlong = std::nullopt;
    /// True if a smaller tensor is written along it, which is whole: a part of
    /// the op writes the elements in its range.
    bool isCut = false;
  };
  /// The loops that a dimension counts, major first.
  using Place = llvm::SmallVector<unsigned, 1>;
  /// One for each dimension.
  using Places = llvm::SmallVector<Place, 4>;

  llvm::SmallVector<Loop> loops;
  /// Of each operand, nothing where no elements are read; of each result.
  llvm::SmallVector<Places> operands, results;
  /// The operand that the result is, but for a part. Sums start from it.
  std::optional<unsigned> written = std::nullopt;
  /// The operand of which the result is elements, where these lie.
  std::optional<unsigned> viewed = std::nullopt;
  /// The operands of which elements are the results', or are added to them. Of
  /// tensors that sum up to these, each to its own, the op makes what sums up
  /// to the results.
  llvm::SmallVector<unsigned, 2> moved = {};
  /// Operands of which elements tell whether the op may be computed.
  llvm::SmallVector<unsigned, 1> asked = {};

  unsigned addLoop(Extent extent, bool isWhole = false) {
    loops.push_back({extent, isWhole});
    return loops.size() - 1;
  }

  bool isSummed(unsigned loop) const;
  /// Whether all loops of a dimension may be in parts.
  bool isInParts(const Place &place) const;
  /// Whether it moves elements elsewhere, along one loop for each dimension,
  /// and adds none up.
  bool isPlain() const;
};

/// Operands of types `inputs`, one after the other along `dim`.
DimensionRule describeConcat(mlir::TypeRange inputs, unsigned dim);

/// Operand 0 with a border along dimensions that are not `kept`, of an op with
/// so many operands.
DimensionRule describePad(unsigned operands, llvm::ArrayRef<bool> kept);

/// Operand `whole`, of which a part is operand `part`, of an op with so many
/// operands. `dims` says which dimension of the part each of the whole is, if
/// any, `kept` along which it is all of it, and `cut` along which others a part
/// of the op writes the elements in its range only.
DimensionRule describeInsertion(unsigned operands, unsigned whole,
                                unsigned part,
                                llvm::ArrayRef<std::optional<unsigned>> dims,
                                llvm::ArrayRef<bool> kept,
                                llvm::ArrayRef<bool> cut);

/// Operand 0, of type `type`, of an op with so many operands.
DimensionRule describeCopy(unsigned operands, mlir::RankedTensorType type);

/// A part of operand 0, of an op with so many operands. `dims` says which
/// dimension of the part each of operand 0 is, if any, and `kept` along which
/// the part is all of it.
DimensionRule describeExtraction(unsigned operands,
                                 llvm::ArrayRef<std::optional<unsigned>> dims,
                                 llvm::ArrayRef<bool> kept);

/// The sizes of a result of a part, where the whole's are `sizes`.
llvm::SmallVector<mlir::OpFoldResult>
findPartSizes(const DimensionRule &rule, unsigned result, const OpPart &part,
              llvm::ArrayRef<mlir::OpFoldResult> sizes,
              mlir::OpBuilder &builder, mlir::Location loc);

/// The op on other operands, of which it tells the results' types.
mlir::Operation *cloneOnParts(mlir::OpBuilder &builder, mlir::Operation *op,
                              mlir::ValueRange operands);

} // namespace ag

#include "ag/Interfaces/DimensionRuleOp.h.inc"

#endif // AG_INTERFACES_DIMENSIONRULEOP_H
