//===- Models.h - upstream ops as citizens ----------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How do ops of upstream dialects implement ag's interfaces?
//
// They have external models, which every pass of ag registers. Programs that
// query the interfaces themselves register them, too.
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_MODELS_MODELS_H
#define AG_DIALECT_AG_MODELS_MODELS_H

#include "mlir/IR/DialectRegistry.h"

namespace ag {

/// Registers the ag dialect, the models of ag's interfaces for upstream
/// dialects, the bounds of sizes, and those of upstream's own models that the
/// phases need. A dialect gets its models when it is
/// loaded. An op keeps the first model of an interface that it gets: call this
/// function before registerAllDialects, which registers upstream's bounds. The
/// order in which dialects are inserted does not matter. If a tool has
/// registered upstream's bounds before, those stay.
void registerDialect(mlir::DialectRegistry &registry);

} // namespace ag

#endif // AG_DIALECT_AG_MODELS_MODELS_H
