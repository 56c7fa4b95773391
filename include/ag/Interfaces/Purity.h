//===- Purity.h - what may be computed at any time --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// mlir::isSpeculatable and mlir::isPure, for any program: MLIR 22 crashes where
// it is asked whether a division by a constant without elements is, as it looks
// for the least of these.
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_PURITY_H
#define AG_INTERFACES_PURITY_H

#include "mlir/IR/Operation.h"

namespace ag {

bool isSpeculatableOp(mlir::Operation *op);
bool isPureOp(mlir::Operation *op);

} // namespace ag

#endif // AG_INTERFACES_PURITY_H
