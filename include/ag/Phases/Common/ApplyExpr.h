//===- ApplyExpr.h - arithmetic on sizes and offsets ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_COMMON_APPLYEXPR_H
#define AG_PHASES_COMMON_APPLYEXPR_H

#include "mlir/IR/Builders.h"

namespace ag {

/// Returns `expr` applied to `dims`, one value for each dimension number that
/// `expr` may use. Folds to a number if the used `dims` are numbers.
mlir::OpFoldResult applyExpr(mlir::OpBuilder &builder, mlir::Location loc,
                             mlir::AffineExpr expr,
                             llvm::ArrayRef<mlir::OpFoldResult> dims);

/// Return the smaller and the greater of two values, folded if possible.
mlir::OpFoldResult applyMin(mlir::OpBuilder &builder, mlir::Location loc,
                            mlir::OpFoldResult x, mlir::OpFoldResult y);
mlir::OpFoldResult applyMax(mlir::OpBuilder &builder, mlir::Location loc,
                            mlir::OpFoldResult x, mlir::OpFoldResult y);

/// Returns min(end - begin, most), as an affine.min that later passes can bound
/// by `most`.
mlir::OpFoldResult applyRest(mlir::OpBuilder &builder, mlir::Location loc,
                             mlir::OpFoldResult begin, mlir::OpFoldResult end,
                             int64_t most);

/// Returns min(begin + size, end), the end of a tile that begins at `begin`.
mlir::OpFoldResult applyEnd(mlir::OpBuilder &builder, mlir::Location loc,
                            mlir::OpFoldResult begin, int64_t size,
                            mlir::OpFoldResult end);

} // namespace ag

#endif // AG_PHASES_COMMON_APPLYEXPR_H
