//===- Models.cpp - upstream ops as citizens ------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/Models/Models.h"
#include "Affine/Affine.h"
#include "Arith/Arith.h"
#include "Bufferization/Bufferization.h"
#include "Func/Func.h"
#include "Index/IndexModels.h"
#include "Linalg/Linalg.h"
#include "Linalg/LinalgChecks.h"
#include "Linalg/SoftmaxDerivative.h"
#include "Math/Math.h"
#include "Scf/Scf.h"
#include "Tensor/TensorBatching.h"
#include "Tensor/TensorChecks.h"
#include "Tensor/TensorDerivatives.h"
#include "Tensor/TensorIndexing.h"
#include "Tensor/TensorModels.h"
#include "Tensor/TensorRules.h"
#include "Upstream.h"
#include "ag/Dialect/AG/IR/Core/AGDialect.h"
#include "ag/Dialect/AG/IR/Sizes/DimSymbols.h"
#include "ag/Dialect/AG/Models/Linalg/Aggregated.h"

namespace ag {

void registerDialect(mlir::DialectRegistry &registry) {
  registry.insert<AGDialect>();
  registerDimBounds(registry);
  registerAffineModels(registry);
  registerAggregatedModels(registry);
  registerArithModels(registry);
  registerBufferizationModels(registry);
  registerFuncModels(registry);
  registerIndexModels(registry);
  registerLinalgChecks(registry);
  registerLinalgModels(registry);
  registerMathModels(registry);
  registerScfModels(registry);
  registerSoftmaxDerivative(registry);
  registerTensorBatching(registry);
  registerTensorChecks(registry);
  registerTensorIndexing(registry);
  registerTensorRules(registry);
  registerTensorDerivatives(registry);
  registerTensorModels(registry);
  // Comes last, as an op keeps the first model of an interface.
  registerUpstreamModels(registry);
}

} // namespace ag
