//===- Aggregated.h - ops that stand for others -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does an op stand for that the phases don't know themselves?
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_MODELS_LINALG_AGGREGATED_H
#define AG_DIALECT_AG_MODELS_LINALG_AGGREGATED_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace ag {

/// The values that replace the results of `op`, computed by ops that are made
/// in front of it; a failure if upstream has none for this form or for elements
/// of this type. `op` itself stays.
llvm::FailureOr<llvm::SmallVector<mlir::Value>>
decompose(mlir::linalg::AggregatedOpInterface op, mlir::OpBuilder &builder);

/// Upstream's AggregatedOpInterface of ops that stand for others.
void registerAggregatedModels(mlir::DialectRegistry &registry);

} // namespace ag

#endif // AG_DIALECT_AG_MODELS_LINALG_AGGREGATED_H
