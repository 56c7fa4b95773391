//===- Checks.h - what sizes must be, and what is known of them -*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_CORE_CHECKS_H
#define AG_DIALECT_AG_IR_CORE_CHECKS_H

#include "ag/Interfaces/CheckableOp.h"
#include "ag/Interfaces/StructuredOp.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"

namespace ag {

/// Requires that dimension `dimA` of `a` and `dimB` of `b` are equal, unless
/// this is proved. Reports [sizes] if they are proved to differ.
llvm::LogicalResult requireEqualSizes(mlir::Value a, int64_t dimA,
                                      mlir::Value b, int64_t dimB,
                                      mlir::Operation *op,
                                      mlir::OpBuilder &builder,
                                      SizeOrigins &origins);

/// Requires that a size is not negative, unless this is proved.
void requireNotNegative(mlir::OpFoldResult size, llvm::StringRef what,
                        mlir::Location loc, mlir::OpBuilder &builder);

/// `count` positions along a dimension, `stride` apart. A stride that is not a
/// constant must be 1 or more.
struct Steps {
  mlir::OpFoldResult count, stride;
};

/// Requires that all positions that are reached from `offset` by nested `walks`
/// are within 0 .. extent - 1, unless this is proved or there are none. For
/// example, 2 * y + u + 1 begins at 1, with walks of the strides 2 and 1.
void requireInside(mlir::OpFoldResult offset, llvm::ArrayRef<Steps> walks,
                   mlir::OpFoldResult extent, mlir::Operation *op,
                   mlir::OpBuilder &builder);

/// Requires the same for one walk without trying to prove it. May be used while
/// a function is being rewritten, when bounds must not be computed.
void requireInsideAlways(mlir::OpFoldResult offset, Steps steps,
                         mlir::OpFoldResult extent, mlir::Operation *op,
                         mlir::OpBuilder &builder);

/// Requires that an index is within 0 .. extent - 1, unless this is proved, or
/// one of `counts`, the trip counts of the loops around it, is 0.
void requireIndex(mlir::OpFoldResult index, mlir::OpFoldResult extent,
                  mlir::Operation *op, mlir::OpBuilder &builder,
                  llvm::ArrayRef<mlir::OpFoldResult> counts = {});

/// Requires that a size of `op` equals the expected one.
void requireSize(mlir::Value size, mlir::Value expected, mlir::Operation *op,
                 mlir::OpBuilder &builder);

/// Requires the sizes that only the types of an op's results contain, and those
/// of its operands do not, unless they are proved. Reports [sizes] if they are
/// proved to be wrong.
llvm::LogicalResult requireResultSizes(mlir::Operation *op,
                                       mlir::OpBuilder &builder,
                                       SizeOrigins &origins);

/// Requires that the numbers of elements before and after are equal.
void requireEqualCounts(llvm::ArrayRef<mlir::OpFoldResult> before,
                        llvm::ArrayRef<mlir::OpFoldResult> after,
                        mlir::Operation *op, mlir::OpBuilder &builder);

/// Requires that `x` can be padded in each dimension by widths that are not
/// negative, and by `interior` ones between its elements, if there are any.
void requirePadding(mlir::Value x, llvm::ArrayRef<mlir::OpFoldResult> low,
                    llvm::ArrayRef<mlir::OpFoldResult> high,
                    llvm::ArrayRef<int64_t> interior, mlir::Operation *op,
                    mlir::OpBuilder &builder);

} // namespace ag

#endif // AG_DIALECT_AG_IR_CORE_CHECKS_H
