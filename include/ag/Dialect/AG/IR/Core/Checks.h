//===- Checks.h - what sizes must be, and what is known of them -*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a requirement on sizes checked?
//
// Each function inserts an ag.require at `builder`, which ends the run unless
// the requirement holds. `op` gives the location, and its name begins the
// message. "Unless proved" means that no ag.require is inserted if bounds prove
// the requirement.
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_CORE_CHECKS_H
#define AG_DIALECT_AG_IR_CORE_CHECKS_H

#include "ag/Interfaces/CheckableOp.h"
#include "ag/Interfaces/StructuredOp.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"

namespace ag {

/// Requires that dimension `dimA` of `a` equals dimension `dimB` of `b`, unless
/// proved. Fails, with a [sizes] error, if bounds prove that they differ.
llvm::LogicalResult requireEqualSizes(mlir::Value a, int64_t dimA,
                                      mlir::Value b, int64_t dimB,
                                      mlir::Operation *op,
                                      mlir::OpBuilder &builder,
                                      SizeOrigins &origins);

/// Requires that `size` is not negative, unless proved. `what` begins the
/// message, as in "ag.reshape: a size". An attribute is not checked: it must
/// have been refused before if it is negative.
void requireNotNegative(mlir::OpFoldResult size, llvm::StringRef what,
                        mlir::Location loc, mlir::OpBuilder &builder);

/// `count` positions along a dimension, `stride` apart. A constant stride may
/// have any sign. Another stride must be 1 or more, which is not checked.
struct Steps {
  mlir::OpFoldResult count, stride;
};

/// Requires that each position offset + sum of k_i * stride_i, for all
/// 0 <= k_i < count_i of `walks`, is within 0 .. extent - 1, unless proved, or
/// a count is 0. For example, 2 * y + u + 1 has offset 1 and walks of the
/// strides 2 and 1.
void requireInside(mlir::OpFoldResult offset, llvm::ArrayRef<Steps> walks,
                   mlir::OpFoldResult extent, mlir::Operation *op,
                   mlir::OpBuilder &builder);

/// Requires the same for one walk, and always inserts an ag.require. It
/// computes no bounds, so it may be called while a function is being rewritten.
void requireInsideAlways(mlir::OpFoldResult offset, Steps steps,
                         mlir::OpFoldResult extent, mlir::Operation *op,
                         mlir::OpBuilder &builder);

/// Requires that an index is within 0 .. extent - 1, unless proved, or one of
/// `counts`, the trip counts of the loops around it, is 0.
void requireIndex(mlir::OpFoldResult index, mlir::OpFoldResult extent,
                  mlir::Operation *op, mlir::OpBuilder &builder,
                  llvm::ArrayRef<mlir::OpFoldResult> counts = {});

/// Requires that `size` equals `expected`. Does not try to prove it.
void requireSize(mlir::Value size, mlir::Value expected, mlir::Operation *op,
                 mlir::OpBuilder &builder);

/// Requires the static sizes in the types of `op`'s results that type inference
/// leaves dynamic, unless proved. Fails, with a [sizes] error, if bounds prove
/// that one is wrong. Does nothing for an op that cannot infer its types or
/// reify its results' sizes.
llvm::LogicalResult requireResultSizes(mlir::Operation *op,
                                       mlir::OpBuilder &builder,
                                       SizeOrigins &origins);

/// Requires that the products of the sizes `before` and `after` are equal and
/// do not overflow. Does not try to prove it.
void requireEqualCounts(llvm::ArrayRef<mlir::OpFoldResult> before,
                        llvm::ArrayRef<mlir::OpFoldResult> after,
                        mlir::Operation *op, mlir::OpBuilder &builder);

/// Requires that the dynamic widths `low` and `high` are not negative, and that
/// no padded dimension overflows. `interior[d]` elements are inserted between
/// neighbours of dimension d; the list may be empty. Attributes are not
/// checked: they must have been refused before if they are negative.
void requirePadding(mlir::Value x, llvm::ArrayRef<mlir::OpFoldResult> low,
                    llvm::ArrayRef<mlir::OpFoldResult> high,
                    llvm::ArrayRef<int64_t> interior, mlir::Operation *op,
                    mlir::OpBuilder &builder);

} // namespace ag

#endif // AG_DIALECT_AG_IR_CORE_CHECKS_H
