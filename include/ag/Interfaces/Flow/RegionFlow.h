//===- RegionFlow.h - values along the edges of regions ---------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// From which operands does control flow forward a value, and to which values
// does it forward an operand?
//
// The answers follow from upstream's interfaces, for ops of any dialect:
//
//   %r = scf.for ... iter_args(%t = %x) {     // %t and %r are %x or %y
//     %y = scf.if %c {
//       scf.yield %a                          // %a and %b are forwarded to %y
//     } else {
//       scf.yield %b                          // %y is a choice of %a and %b
//     }
//     scf.yield %y                            // %y is forwarded to %t and %r
//   }                                         // %x, %t, %y, %r: one carried
//
// Callers draw the conclusions, for example that a loop preserves the sizes or
// the buffers of its iter_args.
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_FLOW_REGIONFLOW_H
#define AG_INTERFACES_FLOW_REGIONFLOW_H

#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/LoopLikeInterface.h"

namespace ag {

/// Returns the operands that are forwarded to `value`, a result of an op with
/// regions or an argument of one of its regions: first operands of the op, then
/// those of terminators in the order of the regions. Empty if no edge forwards
/// it, because it is computed, an induction variable, or assembled by a
/// parallel loop.
llvm::SmallVector<mlir::OpOperand *> getSources(mlir::Value value);

/// Returns the values to which `operand`, of an op with regions or of a
/// terminator in one, is forwarded: arguments of regions, and a result.
llvm::SmallVector<mlir::Value> getTargets(mlir::OpOperand &operand);

/// A value that a loop carries from iteration to iteration.
struct CarriedValue {
  /// The initial value before the loop, and the value at the beginning of an
  /// iteration.
  mlir::OpOperand *init;
  mlir::BlockArgument argument;
  /// The value that an iteration yields to the next one. Null, as is the
  /// result, if iterations write to one value in parallel, as in scf.forall.
  mlir::OpOperand *yielded;
  /// Also null if the loop returns another value, as scf.while returns the
  /// values that its condition forwards.
  mlir::OpResult result;
};

/// Returns the carried value with `value` as its argument or result, or
/// std::nullopt.
std::optional<CarriedValue> getCarried(mlir::Value value);

/// Returns the carried value with `operand` as its initial value, or
/// std::nullopt.
std::optional<CarriedValue> getCarriedFrom(mlir::OpOperand &operand);

/// Returns true if at most one of the regions of `op` runs, and at most once,
/// and if the regions can capture values: `op` then returns the values that
/// this region yields.
bool isChoice(mlir::Operation *op);

/// Returns true if each region of the op runs at most once. Upstream says so of
/// a loop whose iterations run side by side, too, which this denies.
bool runsOnce(mlir::Operation *op);

/// Returns the operands of which `value`, a result of a choice, is one; empty
/// if it is something else.
llvm::SmallVector<mlir::OpOperand *> getChosen(mlir::Value value);

/// Returns the i1 operand that decides whether control enters `region`; it must
/// be an operand of an op or terminator that precedes the region. Null if there
/// is none.
mlir::Value getCondition(mlir::Region &region);

/// Returns the values of a choice's operand with which control enters `region`,
/// as in scf.index_switch. Empty if control enters it with all values that
/// belong to no other region.
llvm::SmallVector<int64_t> getCases(mlir::Region &region);

} // namespace ag

#endif // AG_INTERFACES_FLOW_REGIONFLOW_H
