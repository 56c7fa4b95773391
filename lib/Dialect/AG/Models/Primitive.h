//===- Primitive.h - models of ops that are primitives ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What do ops of arith and math compute? What their programs say, on scalars
// and on each element of tensors.
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_MODELS_PRIMITIVE_H
#define AG_DIALECT_AG_MODELS_PRIMITIVE_H

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

} // namespace ag

#endif // AG_DIALECT_AG_MODELS_PRIMITIVE_H
