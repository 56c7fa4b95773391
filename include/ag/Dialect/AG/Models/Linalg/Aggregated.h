//===- Aggregated.h - ops that stand for others -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is an op decomposed that the phases do not handle themselves?
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_MODELS_LINALG_AGGREGATED_H
#define AG_DIALECT_AG_MODELS_LINALG_AGGREGATED_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace ag {

/// Creates ops before `op` that compute its results, and returns their values.
/// Fails if upstream has none for this form or for this element type. `op`
/// itself stays.
llvm::FailureOr<llvm::SmallVector<mlir::Value>>
decompose(mlir::linalg::AggregatedOpInterface op, mlir::OpBuilder &builder);

/// Registers upstream's AggregatedOpInterface for ops that can be decomposed.
void registerAggregatedModels(mlir::DialectRegistry &registry);

} // namespace ag

#endif // AG_DIALECT_AG_MODELS_LINALG_AGGREGATED_H
