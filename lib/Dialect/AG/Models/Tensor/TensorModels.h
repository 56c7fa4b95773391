//===- TensorModels.h - models of tensor ------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How do ops of tensor implement ag's interfaces?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DIALECT_AG_MODELS_TENSOR_TENSORMODELS_H
#define AG_LIB_DIALECT_AG_MODELS_TENSOR_TENSORMODELS_H

#include "mlir/IR/DialectRegistry.h"

namespace ag {

void registerTensorModels(mlir::DialectRegistry &registry);

} // namespace ag

#endif // AG_LIB_DIALECT_AG_MODELS_TENSOR_TENSORMODELS_H
