//===- InlineBodies.h - parts of a program as their bodies ------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a program written without its regions, or its groups?
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_COMMON_INLINEBODIES_H
#define AG_PHASES_COMMON_INLINEBODIES_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"

namespace ag {

/// Puts the bodies of ops of `function` that have some (BodyOpInterface) in
/// their place; the locations of their ops keep the names of regions.
void inlineBodies(mlir::func::FuncOp function);

/// The same of ag.fused alone.
void openGroups(mlir::func::FuncOp function);

/// Opens all groups of a module, which says then that there were some, if so.
void openAllGroups(mlir::ModuleOp module);

} // namespace ag

#endif // AG_PHASES_COMMON_INLINEBODIES_H
