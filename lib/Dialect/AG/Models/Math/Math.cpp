//===- Math.cpp - models of math ------------------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Math.h"
#include "DefinedValue.h"
#include "Primitive.h"
#include "ag/Interfaces/PrimitiveOps.h"

using namespace mlir;

namespace ag {

void registerMathModels(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, math::MathDialect *) {
#define AG_ATTACH(op, ...)                                                     \
  op::attachInterface<PrimitiveModel<op>, PrimitiveDerivative<op>>(*context);
    AG_MATH_FLOAT_OPS(AG_ATTACH)
    AG_MATH_INTEGER_OPS(AG_ATTACH)
    AG_MATH_COMPOSED_OPS(AG_ATTACH)
#undef AG_ATTACH
    math::FPowIOp::attachInterface<DefinedValueModel<math::FPowIOp>>(*context);
    math::IPowIOp::attachInterface<DefinedValueModel<math::IPowIOp>>(*context);
  });
}

} // namespace ag
