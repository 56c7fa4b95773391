//===- Upstream.h - upstream's models of its own ops ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which of upstream's external models do the phases need? A tool that does not
// call mlir::registerAllDialects has none of them.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DIALECT_AG_MODELS_UPSTREAM_H
#define AG_LIB_DIALECT_AG_MODELS_UPSTREAM_H

#include "mlir/IR/DialectRegistry.h"

namespace ag {

/// Registers upstream's models of bufferization, of bounds of values, of tiles
/// and slices, of result sizes, and of allocations, for all dialects of the
/// phases.
void registerUpstreamModels(mlir::DialectRegistry &registry);

} // namespace ag

#endif // AG_LIB_DIALECT_AG_MODELS_UPSTREAM_H
