//===- Arith.cpp - models of arith --------------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Primitive.h"
#include "ag/Dialect/AG/Models/Models.h"
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

namespace {
struct ConstantModel
    : InterpretableOpInterface::ExternalModel<ConstantModel,
                                              arith::ConstantOp> {
  llvm::Expected<Tensors> interpret(Operation *op, MutableArrayRef<Tensor>,
                                    InterpreterContext &) const {
    return single(toTensor(cast<arith::ConstantOp>(op).getValue()));
  }
};
} // namespace

void registerArithModels(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, arith::ArithDialect *) {
    arith::ConstantOp::attachInterface<ConstantModel>(*context);
#define AG_ATTACH(op, ...) op::attachInterface<PrimitiveModel<op>>(*context);
    AG_ARITH_FLOAT_OPS(AG_ATTACH)
    AG_ARITH_INTEGER_OPS(AG_ATTACH)
    AG_ARITH_CAST_OPS(AG_ATTACH)
    AG_ARITH_COMPOSED_OPS(AG_ATTACH)
#undef AG_ATTACH
  });
}

} // namespace ag
