//===- EmitError.cpp - errors about ops that are not allowed --------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "EmitError.h"
#include "mlir/Interfaces/FunctionInterfaces.h"

using namespace mlir;

namespace ag {

/// Returns the location of the op, or of the first op around it that has one.
static Location findLocation(Operation *op) {
  Operation *placed = op;
  while (isa<UnknownLoc>(placed->getLoc()) && placed->getParentOp())
    placed = placed->getParentOp();
  return placed->getLoc();
}

InFlightDiagnostic emitErrorAt(Operation *op) {
  InFlightDiagnostic error = emitError(findLocation(op));
  error << "'" << op->getName() << "' ";
  if (auto function = op->getParentOfType<FunctionOpInterface>())
    error << "in @" << function.getName() << " ";
  return error;
}

} // namespace ag
