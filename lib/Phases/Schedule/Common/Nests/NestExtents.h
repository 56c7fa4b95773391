//===- NestExtents.h - extents of a nest's loops ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How long are the loops of a nest? Sizes of results say so, then those of
// operands. They are computed in front of the nest.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_COMMON_NESTS_NESTEXTENTS_H
#define AG_LIB_PHASES_SCHEDULE_COMMON_NESTS_NESTEXTENTS_H

#include "Common/Nests/NestedOps.h"

namespace ag {

/// Returns a dimension's size, computed from values that are available in front
/// of the nest. Fails if they do not determine it.
mlir::FailureOr<mlir::OpFoldResult> findNestSize(mlir::OpBuilder &builder,
                                                 const NestedOps &ops,
                                                 mlir::Value value,
                                                 int64_t dim);

/// Returns the extents of all loops, from the outermost on. Fails if one cannot
/// be computed in front of the nest.
mlir::FailureOr<llvm::SmallVector<mlir::OpFoldResult>>
findNestExtents(mlir::OpBuilder &builder, const NestPlan &plan,
                const NestedOps &ops);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_COMMON_NESTS_NESTEXTENTS_H
