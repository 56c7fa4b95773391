//===- CutRange.h - what of a tensor lies in a part of another --*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which elements does a part of an op that writes a tensor into a larger one
// take from the smaller tensor?
//
// For
//
//   %r = ag.update %x, %y [2, 0] [1, 1] : tensor<9x6xf32>, tensor<3x6xf32>
//
// the part with the rows 3 to 5 of the result takes two rows of y. The first of
// them is row 1 of y, and becomes row 0 of the part.
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_SIZES_CUTRANGE_H
#define AG_DIALECT_AG_IR_SIZES_CUTRANGE_H

#include "ag/Interfaces/DimensionRuleOp.h"

namespace ag {

/// One entry per dimension of the larger tensor.
struct CutRange {
  /// The offset of the first taken element in the part. If no element is taken,
  /// any offset up to the part's size.
  llvm::SmallVector<mlir::OpFoldResult> offsets;
  /// The number of taken elements, and the index of the first one.
  llvm::SmallVector<mlir::OpFoldResult> sizes, firsts;
  /// Whether it may be less than all elements.
  bool isLess = false;
};

/// Returns the elements of a tensor that `part` takes. The tensor has `sizes`
/// elements, which are written into the larger tensor from `offsets` on,
/// `strides` apart. `op` is the complete op, `rule` its rule, and `places` are
/// those of the larger tensor. Along cut dimensions, adds checks that the
/// tensor is within the larger one.
CutRange cutToPart(mlir::Operation *op, const DimensionRule &rule,
                   const DimensionRule::Places &places, const OpPart &part,
                   llvm::ArrayRef<mlir::OpFoldResult> offsets,
                   llvm::ArrayRef<mlir::OpFoldResult> sizes,
                   llvm::ArrayRef<int64_t> strides, mlir::OpBuilder &builder);

} // namespace ag

#endif // AG_DIALECT_AG_IR_SIZES_CUTRANGE_H
