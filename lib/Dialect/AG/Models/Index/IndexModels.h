//===- IndexModels.h - models of index --------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How do ops of index implement ag's interfaces?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DIALECT_AG_MODELS_INDEX_INDEXMODELS_H
#define AG_LIB_DIALECT_AG_MODELS_INDEX_INDEXMODELS_H

#include "mlir/IR/DialectRegistry.h"

namespace ag {

void registerIndexModels(mlir::DialectRegistry &registry);

} // namespace ag

#endif // AG_LIB_DIALECT_AG_MODELS_INDEX_INDEXMODELS_H
