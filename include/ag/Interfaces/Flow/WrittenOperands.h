//===- WrittenOperands.h - tensors that are written onto others -*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which tensor does an op write to, and where does this chain begin?
//
//   %1 = scf.for ... iter_args(%t = %x)
//   %2 = linalg.generic ... outs(%1)       // %2 is written to %1, and that
//                                          // to %x
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_FLOW_WRITTENOPERANDS_H
#define AG_INTERFACES_FLOW_WRITTENOPERANDS_H

#include "mlir/IR/Value.h"

namespace ag {

/// Returns the operand to which a loop or another op writes `value`, its
/// result; null if there is none.
mlir::OpOperand *getWrittenOperand(mlir::Value value);

/// Returns the first such operand in the chain of ops that write `value`; null
/// if no op does.
mlir::OpOperand *getFirstWrittenOperand(mlir::Value value);

/// Returns true if `value` is `argument` after writes to it, in loops or not.
/// It is then in no other argument's buffer.
bool isWrittenOnto(mlir::Value value, mlir::BlockArgument argument);

} // namespace ag

#endif // AG_INTERFACES_FLOW_WRITTENOPERANDS_H
