//===- BodyOp.h - ops that mean what their bodies mean ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is an op with the meaning of its body, such as ag.region, inlined, looked
// through, or given one more input?
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_BODYOP_H
#define AG_INTERFACES_BODYOP_H

#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/PatternMatch.h"

namespace ag {

/// Implement the methods of BodyOpInterface.
void openBody(mlir::Operation *op, mlir::RewriterBase &rewriter);
mlir::BlockArgument passIn(mlir::Operation *op, mlir::Value outer);
mlir::Value lookThrough(mlir::Operation *op, mlir::Value value);

/// Returns the input or yielded value for `value`, an argument of the body or a
/// result of an op with the interface; null if it is neither.
mlir::Value lookThroughBody(mlir::Value value);

/// Reports [arguments] if the body's arguments do not have the operands' types,
/// and [results] if the yielded values do not have the results' types.
llvm::LogicalResult verifyBody(mlir::Operation *op);

} // namespace ag

#include "ag/Interfaces/BodyOp.h.inc"

#endif // AG_INTERFACES_BODYOP_H
