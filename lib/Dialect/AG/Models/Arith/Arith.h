//===- Arith.h - models of arith --------------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How do ops of arith implement ag's interfaces?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DIALECT_AG_MODELS_ARITH_ARITH_H
#define AG_LIB_DIALECT_AG_MODELS_ARITH_ARITH_H

#include "mlir/IR/DialectRegistry.h"

namespace ag {

void registerArithModels(mlir::DialectRegistry &registry);

} // namespace ag

#endif // AG_LIB_DIALECT_AG_MODELS_ARITH_ARITH_H
