//===- LinalgChecks.h - what ops of linalg demand ---------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which checks do ops of linalg need at run time?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DIALECT_AG_MODELS_LINALG_LINALGCHECKS_H
#define AG_LIB_DIALECT_AG_MODELS_LINALG_LINALGCHECKS_H

#include "mlir/IR/DialectRegistry.h"

namespace ag {

/// Registers the CheckableOpInterface of linalg's ops.
void registerLinalgChecks(mlir::DialectRegistry &registry);

} // namespace ag

#endif // AG_LIB_DIALECT_AG_MODELS_LINALG_LINALGCHECKS_H
