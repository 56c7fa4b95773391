//===- AliveValues.h - values that take memory, and how long ----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which values of a program take memory, and how long, if its ops run in their
// order? The report's `alive` of a rank is counted so, from the text, and so
// counts the interpreter what it runs.
//
// A tensor is alive from the op that computes it, beside the operands of that,
// to the last op of its block that uses it, with all that this one's regions
// do. What control flow hands on is there once, under the name that it has:
//
//   %0 = ag.exp %x                           // %0
//   %r = scf.for ... iter_args(%t = %0) {    // %t
//     %1 = ag.neg %t                         // %t %1
//     scf.yield %1                           // %1
//   }
//   %2 = ag.add %r, %r                       // %r %2
//
// So a loop takes over what it carries, and results of ops with control flow
// are there behind them. What a function or the body of an ag.region is given
// is held around it. Arguments and parameters are held all the time, each once;
// constants are no one's.
//
// Read from the text it is the most that a run may need: one that takes other
// branches, or makes no turn of a loop, may need less.
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_ALIVEVALUES_H
#define AG_DIALECT_AG_IR_ALIVEVALUES_H

#include "mlir/IR/Operation.h"

namespace ag {

/// The bytes of an element, of tensors of numbers; 0 of other types, which take
/// no memory.
int64_t countElementBytes(mlir::Type type);

/// Whether `value` takes memory while it is alive, which no other value stands
/// for and is not held all the time.
bool takesMemory(mlir::Value value);

/// Whether results of `op` are what its regions hand on, and there behind it.
bool handsOnResults(mlir::Operation *op);

/// Whether the op takes over what this operand is, for its regions to carry.
bool isTakenOver(mlir::OpOperand &operand);

} // namespace ag

#endif // AG_DIALECT_AG_IR_ALIVEVALUES_H
