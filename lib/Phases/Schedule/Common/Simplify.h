//===- Simplify.h - generics in their canonical form ---------- -*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which patterns are applied to generics whenever some were fused or split?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_COMMON_SIMPLIFY_H
#define AG_LIB_PHASES_SCHEDULE_COMMON_SIMPLIFY_H

#include "mlir/IR/PatternMatch.h"

namespace ag {

/// Applies the patterns and the canonicalizations of generics and of ag ops,
/// removes ops that have no element to compute, and merges equal ops.
mlir::LogicalResult simplify(mlir::Operation *function,
                             mlir::RewritePatternSet patterns);

/// Simplifies after loops over tiles were created: slices of slices are folded,
/// and slices of fills and of empty tensors become fills and empty tensors.
mlir::LogicalResult simplifyTiles(mlir::Operation *function);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_COMMON_SIMPLIFY_H
