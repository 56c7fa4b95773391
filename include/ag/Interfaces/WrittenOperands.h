//===- WrittenOperands.h - tensors that are written onto others -*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which tensor does an op write onto, and where did that begin?
//
//   %1 = scf.for ... iter_args(%t = %x)
//   %2 = linalg.generic ... outs(%1)       // %2 is written onto %1, and that
//                                          // onto %x
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_WRITTENOPERANDS_H
#define AG_INTERFACES_WRITTENOPERANDS_H

#include "mlir/IR/Value.h"

namespace ag {

/// The operand onto which a loop or another op writes `value`, its result; null
/// if there is none.
mlir::OpOperand *getWrittenOperand(mlir::Value value);

/// The first such operand of the ops that write `value`, one behind the other;
/// null if none does.
mlir::OpOperand *getFirstWrittenOperand(mlir::Value value);

/// Whether `value` is `argument` after writes to it, in loops or not: then no
/// other argument's buffer holds it.
bool isWrittenOnto(mlir::Value value, mlir::BlockArgument argument);

} // namespace ag

#endif // AG_INTERFACES_WRITTENOPERANDS_H
