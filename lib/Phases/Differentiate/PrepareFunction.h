//===- PrepareFunction.h - rewriting before differentiation -----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What has to be rewritten in a function before it is differentiated?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_DIFFERENTIATE_PREPAREFUNCTION_H
#define AG_LIB_PHASES_DIFFERENTIATE_PREPAREFUNCTION_H

#include "ag/Support/Notation/GradSpec.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace ag {

/// Lowers affine loops to scf, and makes all loops count in index. Fails, with
/// an error, if a step is less than 1.
mlir::LogicalResult prepareLoops(mlir::func::FuncOp function);

/// Rewrites elementwise ops of arith and math on tensors of dynamic sizes as
/// linalg ops. The former do not reify the shapes of their results, and
/// upstream crashes if bounds of these are computed.
void restateElementwise(mlir::func::FuncOp function);

/// Rewrites `function` in terms of ops that derivatives support:
///
///  - inlines calls, groups, and regions without a rule of their own;
///  - lowers affine loops to loops of scf that count in index;
///  - for a VJP, splits loops with ag.checkpoint into chunks;
///  - decomposes aggregate ops;
///  - makes each parameter one op at the beginning;
///  - merges equal ops.
///
/// Leaves calls of functions that are recursive, have no body, or have several
/// blocks. Fails, with an error, if a step is less than 1 or an ag.checkpoint
/// is invalid.
mlir::LogicalResult prepare(mlir::func::FuncOp function, GradMode mode);

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_PREPAREFUNCTION_H
