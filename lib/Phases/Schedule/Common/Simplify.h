//===- Simplify.h - generics in their canonical form ---------- -*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is done to generics whenever some of them were joined or divided?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_COMMON_SIMPLIFY_H
#define AG_LIB_PHASES_SCHEDULE_COMMON_SIMPLIFY_H

#include "mlir/IR/PatternMatch.h"

namespace ag {

/// Applies the patterns and the canonical forms of generics wherever they
/// match, leaves out ops that have no element to compute, and merges ops that
/// are equal then.
mlir::LogicalResult simplify(mlir::Operation *function,
                             mlir::RewritePatternSet patterns);

/// The same behind what made loops over tiles: a part of a part, or of what is
/// filled, is one.
mlir::LogicalResult simplifyTiles(mlir::Operation *function);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_COMMON_SIMPLIFY_H
