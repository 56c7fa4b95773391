//===- TensorRules.h - which dimensions of ops are loops --------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DIALECT_AG_MODELS_TENSOR_TENSORRULES_H
#define AG_LIB_DIALECT_AG_MODELS_TENSOR_TENSORRULES_H

#include "mlir/IR/DialectRegistry.h"

namespace ag {

void registerTensorRules(mlir::DialectRegistry &registry);

} // namespace ag

#endif // AG_LIB_DIALECT_AG_MODELS_TENSOR_TENSORRULES_H
