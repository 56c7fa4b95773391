//===- TensorBatching.h - ops of tensor on batches --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How do ops of tensor run on all elements of a batch at once?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DIALECT_AG_MODELS_TENSOR_TENSORBATCHING_H
#define AG_LIB_DIALECT_AG_MODELS_TENSOR_TENSORBATCHING_H

#include "mlir/IR/DialectRegistry.h"

namespace ag {

/// Registers the BatchableOpInterface of tensor's ops.
void registerTensorBatching(mlir::DialectRegistry &registry);

} // namespace ag

#endif // AG_LIB_DIALECT_AG_MODELS_TENSOR_TENSORBATCHING_H
