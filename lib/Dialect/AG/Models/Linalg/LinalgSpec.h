//===- LinalgSpec.h - Specs of linalg ops -----------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a linalg op on tensors described by a Spec?
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_MODELS_LINALGSPEC_H
#define AG_DIALECT_AG_MODELS_LINALGSPEC_H

#include "ag/Interfaces/Spec/Spec.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace ag {

/// Returns the values from outside that the region of `op` uses, in order of
/// first use, without constants.
llvm::SmallVector<mlir::Value> getCaptures(mlir::linalg::LinalgOp op);

/// Returns the Spec of `op` over its operands and, after them, its captures.
/// Returns nullopt if no Spec describes the op, for instance because its region
/// contains an op that is no primitive.
std::optional<Spec> describeLinalg(mlir::linalg::LinalgOp op);

} // namespace ag

#endif // AG_DIALECT_AG_MODELS_LINALGSPEC_H
