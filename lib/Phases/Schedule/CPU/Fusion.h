//===- Fusion.h - fewer ops before the loops are made -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which linalg ops are joined before each becomes loops?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_CPU_FUSION_H
#define AG_LIB_PHASES_SCHEDULE_CPU_FUSION_H

#include "mlir/IR/PatternMatch.h"

namespace ag {

/// Joins element-wise ops with their users where no work is done twice that is
/// worth a pass over memory; linalg ops other than fill become generics.
mlir::LogicalResult fuseElementwise(mlir::Operation *function);

/// Applies the patterns and the canonical forms of generics wherever they
/// match, leaves out ops that have no element to compute, and merges ops that
/// are equal then.
mlir::LogicalResult simplify(mlir::Operation *function,
                             mlir::RewritePatternSet patterns);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_CPU_FUSION_H
