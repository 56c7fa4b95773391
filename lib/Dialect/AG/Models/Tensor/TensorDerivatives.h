//===- TensorDerivatives.h - derivatives of tensor's ops --------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What are the derivatives of ops of tensor?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DIALECT_AG_MODELS_TENSOR_TENSORDERIVATIVES_H
#define AG_LIB_DIALECT_AG_MODELS_TENSOR_TENSORDERIVATIVES_H

#include "mlir/IR/DialectRegistry.h"

namespace ag {

/// Registers the DifferentiableOpInterface of tensor's ops.
void registerTensorDerivatives(mlir::DialectRegistry &registry);

} // namespace ag

#endif // AG_LIB_DIALECT_AG_MODELS_TENSOR_TENSORDERIVATIVES_H
