//===- RegionFlow.h - values along the edges of regions ---------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Where does a value come from that control flow hands on, and where does it
// go? By upstream's interfaces, for ops of any dialect:
//
//   %r = scf.for ... iter_args(%t = %x) {     // %t, and %r, is %x or %y
//     %y = scf.if %c {
//       scf.yield %a                          // %a, and %b, becomes %y
//     } else {
//       scf.yield %b                          // %y is a choice of %a and %b
//     }
//     scf.yield %y                            // %y becomes %t and %r
//   }                                         // %x, %t, %y, %r: one carried
//
// What follows from it is for who asks to say: that a loop keeps the sizes of
// what it carries, or its buffers.
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_REGIONFLOW_H
#define AG_INTERFACES_REGIONFLOW_H

#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/LoopLikeInterface.h"

namespace ag {

/// The operands that `value`, a result of an op with regions or an argument of
/// one of its regions, is one of: the op's own first, then those of terminators
/// in the order of regions. None where no edge hands it on: it is computed, or
/// counted, or put together by a parallel loop.
llvm::SmallVector<mlir::OpOperand *> getSources(mlir::Value value);

/// What `operand`, of an op with regions or of a terminator in one, is handed
/// on as: arguments of regions, and a result.
llvm::SmallVector<mlir::Value> getTargets(mlir::OpOperand &operand);

/// One value that a loop carries through its turns.
struct CarriedValue {
  /// What it is in front of the loop, and where a turn begins.
  mlir::OpOperand *init;
  mlir::BlockArgument argument;
  /// What a turn hands on to the next; null, as the result, where turns write
  /// to one value together, as those of scf.forall.
  mlir::OpOperand *yielded;
  /// Null also where the loop ends with something else, as scf.while with what
  /// its condition hands on.
  mlir::OpResult result;
};

/// The carried value of which `value` is the argument or the result.
std::optional<CarriedValue> getCarried(mlir::Value value);

/// The carried value of which `operand` is the initial one.
std::optional<CarriedValue> getCarriedFrom(mlir::OpOperand &operand);

/// Whether of the regions of `op`, which see what is in front of it, at most
/// one runs, and once: `op` then ends with what that one hands on.
bool isChoice(mlir::Operation *op);

/// The operands that `value`, a result of a choice, is one of; none if it is
/// something else.
llvm::SmallVector<mlir::OpOperand *> getChosen(mlir::Value value);

/// The i1 operand, of what leads to `region`, that decides if control goes
/// there or elsewhere, as it is true or false; null if there is none.
mlir::Value getCondition(mlir::Region &region);

/// The numbers, of the operand of a choice that decides, with which control
/// goes to `region`, as those of scf.index_switch; none where it goes there
/// with all that are no other region's.
llvm::SmallVector<int64_t> getCases(mlir::Region &region);

} // namespace ag

#endif // AG_INTERFACES_REGIONFLOW_H
