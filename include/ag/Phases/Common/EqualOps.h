//===- EqualOps.h - what is computed twice ----------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ops are merged, as they are equal?
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_COMMON_EQUALOPS_H
#define AG_PHASES_COMMON_EQUALOPS_H

#include "mlir/IR/Operation.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace ag {

/// Merges each op of `function` into the first equal op that dominates it, but
/// not ops that `staysApart` is true for, nor those that hold one. The first
/// op keeps its location. Ops with effects stay, and so does what a barrier
/// keeps apart. Erases ops without effects whose results no op reads.
void mergeEqualOps(
    mlir::Operation *function,
    llvm::function_ref<bool(mlir::Operation *)> staysApart = nullptr);

} // namespace ag

#endif // AG_PHASES_COMMON_EQUALOPS_H
