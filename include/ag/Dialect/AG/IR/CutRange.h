//===- CutRange.h - what of a tensor lies in a part of another --*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which elements does a part of an op that writes a tensor into a larger one
// take? Of
//
//   %r = ag.update %x, %y [2, 0] [1, 1] : tensor<9x6xf32>, tensor<3x6xf32>
//
// the rows from 3 to 5 of the result take two, the first of which is row 1 of y
// and lies in row 0 of the part.
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_CUTRANGE_H
#define AG_DIALECT_AG_IR_CUTRANGE_H

#include "ag/Interfaces/DimensionRuleOp.h"

namespace ag {

/// Along each dimension of the whole.
struct CutRange {
  /// The offset in the part of the first element that it takes; if it takes
  /// none, any offset up to the part's size.
  llvm::SmallVector<mlir::OpFoldResult> offsets;
  /// How many elements it takes, and the number of the first.
  llvm::SmallVector<mlir::OpFoldResult> sizes, firsts;
  /// Whether it may be less than all.
  bool isLess = false;
};

/// Returns what `part` takes of a tensor whose elements lie in the whole from
/// `offsets` on, `strides` apart, `sizes` of them. `op` is the op on the whole,
/// `rule` its rule and `places` those of the whole in it. Requires along what
/// is cut that all lies in the whole.
CutRange cutToPart(mlir::Operation *op, const DimensionRule &rule,
                   const DimensionRule::Places &places, const OpPart &part,
                   llvm::ArrayRef<mlir::OpFoldResult> offsets,
                   llvm::ArrayRef<mlir::OpFoldResult> sizes,
                   llvm::ArrayRef<int64_t> strides, mlir::OpBuilder &builder);

} // namespace ag

#endif // AG_DIALECT_AG_IR_CUTRANGE_H
