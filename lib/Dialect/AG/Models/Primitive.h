//===- Primitive.h - models of ops that are primitives ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What do ops of arith and math compute, and what are their derivatives? Both
// follow from the op's scalar program, which is applied to scalars and to each
// element of tensors.
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_MODELS_PRIMITIVE_H
#define AG_DIALECT_AG_MODELS_PRIMITIVE_H

#include "ag/Interfaces/DifferentiableOp.h"
#include "ag/Interfaces/InterpretableOp.h"

namespace ag {

llvm::Expected<Tensors> interpretPrimitive(mlir::Operation *op,
                                           llvm::ArrayRef<Tensor> operands,
                                           Precision precision);

template <typename Op>
struct PrimitiveModel
    : InterpretableOpInterface::ExternalModel<PrimitiveModel<Op>, Op> {
  llvm::Expected<Tensors> interpret(mlir::Operation *op,
                                    llvm::MutableArrayRef<Tensor> operands,
                                    InterpreterContext &context) const {
    return interpretPrimitive(op, operands, context.precision());
  }
};

mlir::LogicalResult pullBackPrimitive(mlir::Operation *op,
                                      PullbackContext &context);
mlir::LogicalResult pushForwardPrimitive(mlir::Operation *op,
                                         PushforwardContext &context);

template <typename Op>
struct PrimitiveDerivative
    : DifferentiableOpInterface::ExternalModel<PrimitiveDerivative<Op>, Op> {
  mlir::LogicalResult pullBack(mlir::Operation *op,
                               PullbackContext &context) const {
    return pullBackPrimitive(op, context);
  }
  mlir::LogicalResult pushForward(mlir::Operation *op,
                                  PushforwardContext &context) const {
    return pushForwardPrimitive(op, context);
  }
};

} // namespace ag

#endif // AG_DIALECT_AG_MODELS_PRIMITIVE_H
