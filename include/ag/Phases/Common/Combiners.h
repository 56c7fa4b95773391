//===- Combiners.h - ops that combine partial reductions --------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How do lanes or threads share a reduction?
//
// Each accumulates from the neutral element, and the accumulators are combined
// at the end.
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_COMMON_COMBINERS_H
#define AG_PHASES_COMMON_COMBINERS_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace ag {

/// Returns the op of the body that combines the accumulator of result number
/// `result` with a value, such as arith.addf. Returns null if the reduction
/// cannot be split into accumulators that begin with the neutral element and
/// are combined at the end.
mlir::Operation *getCombiner(mlir::linalg::LinalgOp op, unsigned result);

/// Returns the combiner of an op with one result; null for other ops.
mlir::Operation *getCombiner(mlir::linalg::LinalgOp op);

/// Emits the combiner of two scalars or of two vectors.
mlir::Value emitCombiner(mlir::OpBuilder &builder, mlir::Location loc,
                         mlir::Operation *combiner, mlir::Value lhs,
                         mlir::Value rhs);

} // namespace ag

#endif // AG_PHASES_COMMON_COMBINERS_H
