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
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_DIMENSIONRULEOP_H
#define AG_INTERFACES_DIMENSIONRULEOP_H

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
  };
  /// A loop for each dimension.
  using Places = llvm::SmallVector<unsigned, 4>;

  llvm::SmallVector<Loop> loops;
  /// Of each operand, nothing for what has no dimensions; of each result.
  llvm::SmallVector<Places> operands, results;
  /// The operand that the result is, but for a part.
  std::optional<unsigned> written = std::nullopt;
  /// Operands of which elements tell whether the op may be computed.
  llvm::SmallVector<unsigned, 1> asked = {};

  unsigned addLoop(Extent extent, bool isWhole = false) {
    loops.push_back({extent, isWhole});
    return loops.size() - 1;
  }
};

/// Operands of types `inputs`, one after the other along `dim`.
DimensionRule describeConcat(mlir::TypeRange inputs, unsigned dim);

/// Operand 0 with a border along dimensions that are not `kept`, of an op with
/// so many operands.
DimensionRule describePad(unsigned operands, llvm::ArrayRef<bool> kept);

/// Operand `whole`, of which a part is operand `part`, of an op with so many
/// operands. `dims` says which dimension of the part each of the whole is, if
/// any, and `kept` along which it is all of it.
DimensionRule describeInsertion(unsigned operands, unsigned whole,
                                unsigned part,
                                llvm::ArrayRef<std::optional<unsigned>> dims,
                                llvm::ArrayRef<bool> kept);

/// The op on other operands, of which it tells the results' types.
mlir::Operation *cloneOnParts(mlir::OpBuilder &builder, mlir::Operation *op,
                              mlir::ValueRange operands);

} // namespace ag

#include "ag/Interfaces/DimensionRuleOp.h.inc"

#endif // AG_INTERFACES_DIMENSIONRULEOP_H
