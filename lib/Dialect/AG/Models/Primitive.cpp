//===- Primitive.cpp - models of ops that are primitives ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Primitive.h"
#include "ag/Interfaces/PrimitiveOps.h"
#include "ag/Interfaces/Spec/ElementwiseDerivatives.h"
#include "ag/Interfaces/Spec/SpecEvaluation.h"

using namespace mlir;

namespace ag {

constexpr llvm::StringLiteral noProgram =
    "it computes with element types that ag has no values of";

llvm::Expected<Tensors> interpretPrimitive(Operation *op,
                                           ArrayRef<Tensor> operands,
                                           Precision precision) {
  auto program = programOf(op);
  if (!program)
    return llvm::createStringError(noProgram);
  return evaluateElementwise(*program, operands, precision);
}

LogicalResult pullBackPrimitive(Operation *op, PullbackContext &context) {
  auto program = programOf(op);
  return program ? pullBackElementwise(*program, op, context)
                 : context.refuse(op, noProgram);
}

LogicalResult pushForwardPrimitive(Operation *op, PushforwardContext &context) {
  auto program = programOf(op);
  return program ? pushForwardElementwise(*program, op, context)
                 : context.refuse(op, noProgram);
}

} // namespace ag
