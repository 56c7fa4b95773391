//===- Checks.h - what sizes must be, and what is known of them -*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_CHECKS_H
#define AG_DIALECT_AG_IR_CHECKS_H

#include "ag/Interfaces/CheckableOp.h"
#include "ag/Interfaces/StructuredOp.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"

namespace ag {

/// Requires that dimension `dimA` of `a` and `dimB` of `b` are equal, unless
/// they provably are. Reports [sizes] if they provably are not.
llvm::LogicalResult requireEqualSizes(mlir::Value a, int64_t dimA,
                                      mlir::Value b, int64_t dimB,
                                      mlir::Operation *op,
                                      mlir::OpBuilder &builder,
                                      SizeOrigins &origins);

/// Requires that a size is not negative, unless it provably is not.
void requireNotNegative(mlir::OpFoldResult size, llvm::StringRef what,
                        mlir::Location loc, mlir::OpBuilder &builder);

/// `count` places along a dimension, `stride` apart. A stride that is not a
/// constant is 1 or more.
struct Steps {
  mlir::OpFoldResult count, stride;
};

/// Requires that all places that are reached from `offset`, at every point of
/// nested `walks`, lie in 0 .. extent - 1, unless they provably do, or there
/// are none. 2 * y + u + 1 begins at 1, with walks of the strides 2 and 1.
void requireInside(mlir::OpFoldResult offset, llvm::ArrayRef<Steps> walks,
                   mlir::OpFoldResult extent, mlir::Operation *op,
                   mlir::OpBuilder &builder);

/// Requires it of one walk, whatever is provable: also while a function is
/// being rewritten, where bounds may not be asked for.
void requireInsideAlways(mlir::OpFoldResult offset, Steps steps,
                         mlir::OpFoldResult extent, mlir::Operation *op,
                         mlir::OpBuilder &builder);

/// Requires that an index lies in 0 .. extent - 1, unless it provably does, or
/// one of `counts`, of loops that lead to it, is 0.
void requireIndex(mlir::OpFoldResult index, mlir::OpFoldResult extent,
                  mlir::Operation *op, mlir::OpBuilder &builder,
                  llvm::ArrayRef<mlir::OpFoldResult> counts = {});

/// Requires that a size of `op` is the one that it has to be.
void requireSize(mlir::Value size, mlir::Value expected, mlir::Operation *op,
                 mlir::OpBuilder &builder);

/// Requires the sizes that the types of an op's results alone tell, where those
/// of its operands tell none, unless they provably are so. Reports [sizes] if
/// they provably are not.
llvm::LogicalResult requireResultSizes(mlir::Operation *op,
                                       mlir::OpBuilder &builder,
                                       SizeOrigins &origins);

/// Requires that there are as many elements before as after.
void requireEqualCounts(llvm::ArrayRef<mlir::OpFoldResult> before,
                        llvm::ArrayRef<mlir::OpFoldResult> after,
                        mlir::Operation *op, mlir::OpBuilder &builder);

/// Requires that `x` can be made wider, in each dimension, by widths that are
/// not negative, and by `interior` ones between its elements if there are any.
void requirePadding(mlir::Value x, llvm::ArrayRef<mlir::OpFoldResult> low,
                    llvm::ArrayRef<mlir::OpFoldResult> high,
                    llvm::ArrayRef<int64_t> interior, mlir::Operation *op,
                    mlir::OpBuilder &builder);

} // namespace ag

#endif // AG_DIALECT_AG_IR_CHECKS_H
