//===- Primitive.cpp - models of ops that are primitives ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Primitive.h"
#include "ag/Interfaces/PrimitiveOps.h"
#include "ag/Interfaces/SpecEvaluation.h"

using namespace mlir;

namespace ag {

llvm::Expected<Tensors> interpretPrimitive(Operation *op,
                                           ArrayRef<Tensor> operands,
                                           Precision precision) {
  auto program = programOf(op);
  if (!program)
    return llvm::createStringError(
        "computes with element types that ag has no values of");
  return evaluateElementwise(*program, operands, precision);
}

} // namespace ag
