//===- EmitError.h - errors about ops that are not allowed ------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PIPELINE_EMITERROR_H
#define AG_LIB_PIPELINE_EMITERROR_H

#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/Operation.h"

namespace ag {

/// Returns an error at `op` that begins with "'ag.tanh' in @f ". "in @f" is
/// left out if `op` is not inside a function.
mlir::InFlightDiagnostic emitErrorAt(mlir::Operation *op);

} // namespace ag

#endif // AG_LIB_PIPELINE_EMITERROR_H
