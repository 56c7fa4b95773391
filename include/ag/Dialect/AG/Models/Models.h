//===- Models.h - upstream ops as citizens ----------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How do ops of upstream dialects take part where ag's interfaces are asked? By
// external models, which every program that loads those dialects registers.
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_MODELS_MODELS_H
#define AG_DIALECT_AG_MODELS_MODELS_H

#include "mlir/IR/DialectRegistry.h"

namespace ag {

/// The models of all dialects below. A dialect gets its own when it is loaded.
void registerModels(mlir::DialectRegistry &registry);

void registerAffineModels(mlir::DialectRegistry &registry);
void registerArithModels(mlir::DialectRegistry &registry);
void registerBufferizationModels(mlir::DialectRegistry &registry);
void registerFuncModels(mlir::DialectRegistry &registry);
void registerLinalgModels(mlir::DialectRegistry &registry);
void registerMathModels(mlir::DialectRegistry &registry);
void registerScfModels(mlir::DialectRegistry &registry);
void registerTensorModels(mlir::DialectRegistry &registry);

/// Upstream's AggregatedOpInterface of ops that stand for others.
void registerAggregatedModels(mlir::DialectRegistry &registry);

/// The CheckableOpInterface of linalg's and tensor's ops.
void registerLinalgChecks(mlir::DialectRegistry &registry);
void registerTensorChecks(mlir::DialectRegistry &registry);

} // namespace ag

#endif // AG_DIALECT_AG_MODELS_MODELS_H
