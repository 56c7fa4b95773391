//===- Refusal.h - what can't be written, and why ---------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is said that an op has no derivative, or none for a batch? At its place,
// with notes on how it comes to need one.
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_DIFFERENTIATE_REFUSAL_H
#define AG_PHASES_DIFFERENTIATE_REFUSAL_H

#include "mlir/IR/Operation.h"

namespace ag {

/// Reports a fault of `op`, as "has no derivative: ...". `path` are the values
/// by way of which it needs one, from the last on; `isWhat` is said of an
/// argument at its end, as "by which the function is differentiated".
llvm::LogicalResult refuseOp(mlir::Operation *op, const llvm::Twine &fault,
                             llvm::ArrayRef<mlir::Value> path,
                             llvm::StringRef isWhat);

/// What is wrong with an op that has no rule for its derivative.
llvm::StringRef getMissingRule(mlir::Operation *op);

} // namespace ag

#endif // AG_PHASES_DIFFERENTIATE_REFUSAL_H
