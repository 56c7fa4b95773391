//===- EmitError.cpp - errors about ops that are not allowed --------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "EmitError.h"
#include "ag/Interfaces/KnownLocation.h"
#include "mlir/Interfaces/FunctionInterfaces.h"

using namespace mlir;

namespace ag {

InFlightDiagnostic emitErrorAt(Operation *op) {
  InFlightDiagnostic error = emitError(getKnownLocation(op));
  error << "'" << op->getName() << "' ";
  if (auto function = op->getParentOfType<FunctionOpInterface>())
    error << "in @" << function.getName() << " ";
  return error;
}

} // namespace ag
