//===- Models.cpp - upstream ops as citizens ----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/Models/Models.h"

namespace ag {

void registerModels(mlir::DialectRegistry &registry) {
  registerAffineModels(registry);
  registerAggregatedModels(registry);
  registerArithModels(registry);
  registerBufferizationModels(registry);
  registerFuncModels(registry);
  registerLinalgChecks(registry);
  registerLinalgModels(registry);
  registerMathModels(registry);
  registerScfModels(registry);
  registerTensorChecks(registry);
  registerTensorModels(registry);
}

} // namespace ag
