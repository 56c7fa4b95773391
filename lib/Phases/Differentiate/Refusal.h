//===- Refusal.h - errors of ops without a rule -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is an op reported that has no derivative or cannot be batched? The error
// is at the op, and notes follow the path on which it comes to need a rule.
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_DIFFERENTIATE_REFUSAL_H
#define AG_PHASES_DIFFERENTIATE_REFUSAL_H

#include "mlir/IR/Operation.h"

namespace ag {

/// Reports `fault` of `op`, such as "has no derivative: ...", and returns
/// failure. `path` has the values through which the op needs a rule, the
/// nearest first. If it ends with an argument, a note says `isWhat` of that,
/// such as "by which the function is differentiated".
llvm::LogicalResult refuseOp(mlir::Operation *op, const llvm::Twine &fault,
                             llvm::ArrayRef<mlir::Value> path,
                             llvm::StringRef isWhat);

/// Returns the reason why an op without a derivative rule is refused.
llvm::StringRef getMissingRule(mlir::Operation *op);

} // namespace ag

#endif // AG_PHASES_DIFFERENTIATE_REFUSAL_H
