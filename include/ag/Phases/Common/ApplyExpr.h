//===- ApplyExpr.h - sizes and places that are computed ---------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_COMMON_APPLYEXPR_H
#define AG_PHASES_COMMON_APPLYEXPR_H

#include "mlir/IR/Builders.h"

namespace ag {

/// `expr` of as many dimensions as there are `dims`, of which it may use fewer;
/// a number where these are.
mlir::OpFoldResult applyExpr(mlir::OpBuilder &builder, mlir::Location loc,
                             mlir::AffineExpr expr,
                             llvm::ArrayRef<mlir::OpFoldResult> dims);

mlir::OpFoldResult applyMin(mlir::OpBuilder &builder, mlir::Location loc,
                            mlir::OpFoldResult x, mlir::OpFoldResult y);
mlir::OpFoldResult applyMax(mlir::OpBuilder &builder, mlir::Location loc,
                            mlir::OpFoldResult x, mlir::OpFoldResult y);

/// What is left from `begin` to `end`, which is seen to be `most` at most.
mlir::OpFoldResult applyRest(mlir::OpBuilder &builder, mlir::Location loc,
                             mlir::OpFoldResult begin, mlir::OpFoldResult end,
                             int64_t most);

/// Where `size` steps from `begin` on end: at `end` at the latest.
mlir::OpFoldResult applyEnd(mlir::OpBuilder &builder, mlir::Location loc,
                            mlir::OpFoldResult begin, int64_t size,
                            mlir::OpFoldResult end);

} // namespace ag

#endif // AG_PHASES_COMMON_APPLYEXPR_H
