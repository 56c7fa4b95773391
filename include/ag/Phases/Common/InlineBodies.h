//===- InlineBodies.h - regions and groups, inlined -------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How are the regions or the groups of a program inlined?
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_COMMON_INLINEBODIES_H
#define AG_PHASES_COMMON_INLINEBODIES_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"

namespace ag {

/// Inlines the bodies of all ops of `function` that have one (BodyOpInterface).
/// The locations of the inlined ops keep the regions' names.
void inlineBodies(mlir::func::FuncOp function);

/// Inlines the bodies of ag.fused ops alone.
void openGroups(mlir::func::FuncOp function);

/// Inlines all groups of a module. Marks the module if it had groups, so that
/// ag-fuse=again creates groups again.
void openAllGroups(mlir::ModuleOp module);

} // namespace ag

#endif // AG_PHASES_COMMON_INLINEBODIES_H
