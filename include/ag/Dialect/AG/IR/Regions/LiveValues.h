//===- LiveValues.h - values that take memory, and how long -----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which values of a program take memory, and for how long, if its ops run in
// their order?
//
// The report's `alive` of a rank is computed in this way from the text, and the
// interpreter counts the values of a run in the same way.
//
// A tensor is alive from the op that computes it, together with that op's
// operands, to the last op of its block that uses it, including that op's
// regions. A value that control flow forwards exists once, under its present
// name:
//
//   %0 = ag.exp %x                           // %0
//   %r = scf.for ... iter_args(%t = %0) {    // %t
//     %1 = ag.neg %t                         // %t %1
//     scf.yield %1                           // %1
//   }
//   %2 = ag.add %r, %r                       // %r %2
//
// A loop thus takes over its initial values, and results of ops with control
// flow exist after these ops. Arguments of a function or of the body of an
// ag.region are held around it. Arguments and parameters of the program are
// held all the time, each once; constants do not count.
//
// The count from the text is an upper bound for runs. A run that takes other
// branches, or no iteration of a loop, may need less.
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_REGIONS_LIVEVALUES_H
#define AG_DIALECT_AG_IR_REGIONS_LIVEVALUES_H

#include "mlir/IR/Operation.h"

namespace ag {

/// Returns the bytes of an element for tensors of numbers; 0 for other types,
/// which take no memory.
int64_t countElementBytes(mlir::Type type);

/// Returns true if `value` takes memory of its own while it is alive: no other
/// value represents it, and it is not held all the time.
bool takesMemory(mlir::Value value);

/// Returns true if the results of `op` are forwarded from its regions, and
/// exist after it.
bool handsOnResults(mlir::Operation *op);

/// Returns true if the op takes over this operand as an initial value of its
/// regions.
bool isTakenOver(mlir::OpOperand &operand);

} // namespace ag

#endif // AG_DIALECT_AG_IR_REGIONS_LIVEVALUES_H
