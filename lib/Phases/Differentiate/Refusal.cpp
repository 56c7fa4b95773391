//===- Refusal.cpp - errors of ops without a rule -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Refusal.h"
#include "ag/Analysis/Recursion.h"
#include "ag/Interfaces/KnownLocation.h"
#include "mlir/IR/Diagnostics.h"

using namespace mlir;

namespace ag {

LogicalResult refuseOp(Operation *op, const Twine &fault, ArrayRef<Value> path,
                       StringRef isWhat) {
  InFlightDiagnostic error = emitError(getKnownLocation(op), "'")
                             << op->getName() << "' " << fault;
  constexpr size_t mostNotes = 8;
  for (Value value : path.take_front(mostNotes))
    if (Operation *step = value.getDefiningOp())
      error.attachNote(step->getLoc())
          << "by way of this '" << step->getName() << "'";
  if (path.size() > mostNotes)
    error.attachNote(op->getLoc())
        << "and of " << path.size() - mostNotes << " more";
  if (path.empty())
    return error;
  if (auto argument = dyn_cast<BlockArgument>(path.back()))
    error.attachNote(argument.getLoc())
        << "it depends on argument " << argument.getArgNumber() << ", "
        << isWhat;
  return error;
}

StringRef getMissingRule(Operation *op) {
  auto call = dyn_cast<func::CallOp>(op);
  return call && isRecursive(call) ? "it is recursive; expected a loop"
                                   : "no rule is defined for it";
}

} // namespace ag
