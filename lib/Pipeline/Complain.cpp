//===- Complain.cpp - errors about an op that should not be there ---------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Complain.h"
#include "mlir/Interfaces/FunctionInterfaces.h"

using namespace mlir;

namespace ag {

InFlightDiagnostic complain(Operation *op) {
  InFlightDiagnostic error = emitError(op->getLoc());
  error << "'" << op->getName() << "' ";
  if (auto function = op->getParentOfType<FunctionOpInterface>())
    error << "in @" << function.getName() << " ";
  return error;
}

} // namespace ag
