//===- Purity.h - what may be computed at any time --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is an op of any program queried for speculatability, purity and effects?
//
// MLIR 22 crashes if isSpeculatable or isPure is called for a division by a
// constant without elements, because it searches for the least of these.
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_FLOW_PURITY_H
#define AG_INTERFACES_FLOW_PURITY_H

#include "mlir/IR/Operation.h"

namespace ag {

bool isSpeculatableOp(mlir::Operation *op);
bool isPureOp(mlir::Operation *op);

/// Returns true if the op has effects that are not those of ops in it.
bool hasOwnEffects(mlir::Operation *op);

} // namespace ag

#endif // AG_INTERFACES_FLOW_PURITY_H
