//===- Prepare.h - a copy that can be differentiated ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What of a function has to be written otherwise before it is differentiated?
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_DIFFERENTIATE_PREPARE_H
#define AG_PHASES_DIFFERENTIATE_PREPARE_H

#include "ag/Support/Notation/GradSpec.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace ag {

/// Loops of affine become those of scf, and all count in index. Reports a loop
/// whose step is below 1.
mlir::LogicalResult prepareLoops(mlir::func::FuncOp function);

/// Lets linalg state what arith and math do with tensors of unknown sizes:
/// those don't tell them, and upstream crashes where bounds of them are asked.
void restateElementwise(mlir::func::FuncOp function);

/// Leaves what derivatives know: the bodies of functions that `function`
/// calls, of groups, and of regions, stand in their place; loops of affine are
/// those of scf, and count in index, in reverse by parts where they say so; ops
/// that stand for others are those; each parameter is one op, at the beginning;
/// equal ops are one.
/// Calls of what has no body, of more than one block, and of what is being
/// called already, are left. Reports a loop whose step is below 1, or whose
/// parts are wrong.
mlir::LogicalResult prepare(mlir::func::FuncOp function, GradMode mode);

} // namespace ag

#endif // AG_PHASES_DIFFERENTIATE_PREPARE_H
