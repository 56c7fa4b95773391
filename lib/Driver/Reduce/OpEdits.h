//===- OpEdits.h - programs without an op -----------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which values can replace the results of an op?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DRIVER_REDUCE_OPEDITS_H
#define AG_LIB_DRIVER_REDUCE_OPEDITS_H

#include "Reduce/Change.h"
#include "mlir/IR/BuiltinOps.h"

namespace ag {

/// Lists `change` for each op that is neither a symbol nor a terminator.
Changes listOps(mlir::ModuleOp module, bool (*change)(mlir::Operation *));

/// Replaces results by the first or last operands of their types:
///
///   %1 = ag.add %x, %0    becomes    %x or %0
///
/// An op without results is erased.
Changes listFirstOperands(mlir::ModuleOp module);
Changes listLastOperands(mlir::ModuleOp module);

/// Replaces results by new arguments of the surrounding function, if it has no
/// calls.
Changes listNewArguments(mlir::ModuleOp module);

/// Replaces results by constants: float ones, or integer zeros.
Changes listConstants(mlir::ModuleOp module);

} // namespace ag

#endif // AG_LIB_DRIVER_REDUCE_OPEDITS_H
