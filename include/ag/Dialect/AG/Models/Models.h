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

/// The models of all dialects. A dialect gets its own when it is loaded.
void registerModels(mlir::DialectRegistry &registry);

} // namespace ag

#endif // AG_DIALECT_AG_MODELS_MODELS_H
