//===- TensorChecks.h - what ops of tensor demand ---------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which checks do ops of tensor need at run time?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DIALECT_AG_MODELS_TENSOR_TENSORCHECKS_H
#define AG_LIB_DIALECT_AG_MODELS_TENSOR_TENSORCHECKS_H

#include "mlir/IR/DialectRegistry.h"

namespace ag {

/// Registers the CheckableOpInterface of tensor's ops.
void registerTensorChecks(mlir::DialectRegistry &registry);

} // namespace ag

#endif // AG_LIB_DIALECT_AG_MODELS_TENSOR_TENSORCHECKS_H
