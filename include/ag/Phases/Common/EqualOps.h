//===- EqualOps.h - ops that are computed once ------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ops are merged because they are equal?
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_COMMON_EQUALOPS_H
#define AG_PHASES_COMMON_EQUALOPS_H

#include "mlir/IR/Operation.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace ag {

/// Merges each op of `function` into the first equal op that dominates it.
/// Keeps ops for which `staysApart` returns true, ops that hold such an op, and
/// ops with effects. ag.barrier keeps the ops on its two sides separate. The
/// first op keeps its location, if it has one. Erases ops without effects whose
/// results have no uses.
void mergeEqualOps(
    mlir::Operation *function,
    llvm::function_ref<bool(mlir::Operation *)> staysApart = nullptr);

} // namespace ag

#endif // AG_PHASES_COMMON_EQUALOPS_H
