//===- their-opt.cpp - the opt tool of another project, with ag in it -----===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/Models/Models.h"
#include "ag/Interfaces/DifferentiableOp.h"
#include "ag/Pipeline/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Tosa/IR/TosaOps.h"
#include "mlir/IR/TypeUtilities.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"

using namespace mlir;

namespace {
/// Differentiates y = 1 / (1 + exp(-x)): y' = y (1 - y) x', and the same for
/// cotangents.
struct SigmoidDerivative
    : ag::DifferentiableOpInterface::ExternalModel<SigmoidDerivative,
                                                   tosa::SigmoidOp> {
  static Value scale(Value y, Value by, ag::DerivativeContext &context,
                     Operation *op) {
    ag::ScalarType type = *ag::getScalarType(getElementTypeOrSelf(y.getType()));
    ag::ScalarProgram program;
    ag::Expr value = program.input(type), factor = program.input(type);
    program.yield(factor * (value * (1.0 - value)));
    return ag::writeElementwise(program, {y, by}, context, op).front();
  }

  LogicalResult pullBack(Operation *op, ag::PullbackContext &context) const {
    Value y = op->getResult(0);
    ag::Cotangent cotangent = *context.lookup(y);
    cotangent.value = scale(y, cotangent.value, context, op);
    context.add(op->getOperand(0), cotangent);
    return success();
  }

  LogicalResult pushForward(Operation *op,
                            ag::PushforwardContext &context) const {
    Value y = op->getResult(0);
    if (Value tangent = context.lookup(op->getOperand(0)))
      context.set(y, scale(y, tangent, context, op));
    return success();
  }
};
} // namespace

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  registry.insert<func::FuncDialect, linalg::LinalgDialect,
                  tensor::TensorDialect>();
  ag::registerDialect(registry);
  ag::registerPasses();
  registry.insert<mlir::tosa::TosaDialect>();
  registry.addExtension(+[](MLIRContext *context, tosa::TosaDialect *) {
    tosa::SigmoidOp::attachInterface<SigmoidDerivative>(*context);
  });
  return mlir::asMainReturnCode(
      mlir::MlirOptMain(argc, argv, "their optimizer driver\n", registry));
}
