//===- BodyOp.h - ops that mean what their bodies mean ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is an op whose meaning is that of its body, as ag.region, taken away,
// looked through, or given one more value from outside?
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_BODYOP_H
#define AG_INTERFACES_BODYOP_H

#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/PatternMatch.h"

namespace ag {

/// What the methods of the interface say, of an op that has it.
void openBody(mlir::Operation *op, mlir::RewriterBase &rewriter);
mlir::BlockArgument passIn(mlir::Operation *op, mlir::Value outer);
mlir::Value lookThrough(mlir::Operation *op, mlir::Value value);

/// Returns what `value` stands for, an argument of the body or a result of an
/// op that has the interface; null if it is neither.
mlir::Value lookThroughBody(mlir::Value value);

/// Reports [arguments] and [results] if the body takes other types than the
/// operands', or yields others than the results'.
llvm::LogicalResult verifyBody(mlir::Operation *op);

} // namespace ag

#include "ag/Interfaces/BodyOp.h.inc"

#endif // AG_INTERFACES_BODYOP_H
