//===- LoopCopies.h - copies of more than an iteration uses -----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which copies make a loop take as long as its buffers are large, though its
// iterations use small parts of these?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_ALLOCATE_COMMON_LOOPCOPIES_H
#define AG_LIB_PHASES_ALLOCATE_COMMON_LOOPCOPIES_H

#include "mlir/IR/Operation.h"

namespace ag {

/// The attribute of a loop of some last iterations, whose number does not grow
/// with that of all.
constexpr llvm::StringLiteral lastIterationsAttrName = "ag.last_iterations";

/// Whether `copy` copies all of a buffer in each iteration of a loop, and the
/// iteration otherwise uses of that, and of what it is copied to, parts or
/// nothing.
bool copiesMoreThanUsed(mlir::Operation *copy);

} // namespace ag

#endif // AG_LIB_PHASES_ALLOCATE_COMMON_LOOPCOPIES_H
