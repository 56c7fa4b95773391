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

namespace ag {

/// Merges equal ops in `function`, as upstream's CSE does, which takes all ops
/// with the same operands for candidates: loops that were made for n ops begin
/// with the same bounds and the same empty tensor, and branches have the same
/// condition. Each would be compared with each, whatever they read inside. Ops
/// that nothing reads and that have no effect go.
void mergeEqualOps(mlir::Operation *function);

} // namespace ag

#endif // AG_PHASES_COMMON_EQUALOPS_H
