//===- LinalgSpec.h - Specs of linalg ops -----------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does a linalg op on tensors state, as a Spec?
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_MODELS_LINALGSPEC_H
#define AG_DIALECT_AG_MODELS_LINALGSPEC_H

#include "ag/Interfaces/Spec.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace ag {

/// The values from outside that the region of `op` uses, in order of first use.
/// Constants are none of them.
llvm::SmallVector<mlir::Value> getCaptures(mlir::linalg::LinalgOp op);

/// The Spec of `op` over its operands and, after them, its captures. None if
/// its region holds an op that is no primitive.
std::optional<Spec> describeLinalg(mlir::linalg::LinalgOp op);

} // namespace ag

#endif // AG_DIALECT_AG_MODELS_LINALGSPEC_H
