//===- Aggregates.h - ops that stand for several of linalg ------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_COMMON_AGGREGATES_H
#define AG_PHASES_COMMON_AGGREGATES_H

#include "mlir/IR/Operation.h"

namespace ag {

/// Ops in `root` that stand for several, as linalg.softmax, become these, whose
/// loops others can share. Reports one that has no parts.
mlir::LogicalResult decomposeAggregates(mlir::Operation *root);

/// Those of linalg alone; one that has no parts stays.
void decomposeLinalg(mlir::Operation *root);

} // namespace ag

#endif // AG_PHASES_COMMON_AGGREGATES_H
