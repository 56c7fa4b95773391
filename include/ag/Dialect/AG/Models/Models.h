//===- Models.h - upstream ops as citizens ----------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How do ops of upstream dialects take part where ag's interfaces are queried?
// By external models, which every pass of ag brings along, and which programs
// register that query interfaces themselves.
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_MODELS_MODELS_H
#define AG_DIALECT_AG_MODELS_MODELS_H

#include "mlir/IR/DialectRegistry.h"

namespace ag {

/// Registers the ag dialect, and for upstream dialects the models of ag's
/// interfaces and the bounds of sizes. A dialect gets its models when it is
/// loaded. The first model of an interface that an op gets stays: call this
/// before mlir::registerAllDialects, which registers upstream's bounds. The
/// order of inserted dialects does not matter. Where a tool has registered
/// upstream's bounds before, those stay.
void registerDialect(mlir::DialectRegistry &registry);

} // namespace ag

#endif // AG_DIALECT_AG_MODELS_MODELS_H
