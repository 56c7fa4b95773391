//===- LoopCopies.h - copies of more than an iteration uses -----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which copies make the time of a loop grow with the sizes of its buffers,
// although its iterations only use slices of them?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_ALLOCATE_COMMON_LOOPCOPIES_H
#define AG_LIB_PHASES_ALLOCATE_COMMON_LOOPCOPIES_H

#include "mlir/IR/Operation.h"

namespace ag {

/// Marks a loop over some last iterations, whose number does not grow with the
/// trip count.
constexpr llvm::StringLiteral lastIterationsAttrName = "ag.last_iterations";

/// Returns true if `copy` copies all of a buffer in each iteration of a loop,
/// which otherwise uses at most slices of the source and the target.
bool copiesMoreThanUsed(mlir::Operation *copy);

} // namespace ag

#endif // AG_LIB_PHASES_ALLOCATE_COMMON_LOOPCOPIES_H
