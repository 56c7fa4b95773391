//===- TensorIndexing.h - where ops of tensor take elements -----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DIALECT_AG_MODELS_TENSOR_TENSORINDEXING_H
#define AG_LIB_DIALECT_AG_MODELS_TENSOR_TENSORINDEXING_H

#include "mlir/IR/DialectRegistry.h"

namespace ag {

void registerTensorIndexing(mlir::DialectRegistry &registry);

} // namespace ag

#endif // AG_LIB_DIALECT_AG_MODELS_TENSOR_TENSORINDEXING_H
