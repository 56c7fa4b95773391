//===- Aggregates.h - ops that stand for several linalg ops -----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_COMMON_AGGREGATES_H
#define AG_PHASES_COMMON_AGGREGATES_H

#include "mlir/IR/Operation.h"

namespace ag {

/// Replaces the aggregated ops in `root`, such as linalg.softmax, by the ops
/// that they stand for, whose loops can be fused. Emits an error at each op
/// that has no decomposition, and fails then.
mlir::LogicalResult decomposeAggregates(mlir::Operation *root);

/// Replaces the aggregated ops of linalg alone. Keeps an op that has no
/// decomposition.
void decomposeLinalg(mlir::Operation *root);

} // namespace ag

#endif // AG_PHASES_COMMON_AGGREGATES_H
