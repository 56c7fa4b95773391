//===- Bufferization.cpp - models of bufferization ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What of bufferization has a value, on tensors: a copy, and a tensor that is
// to live in the buffer of another, both of which are the tensor.
//
//===----------------------------------------------------------------------===//
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "ag/Dialect/AG/Models/Models.h"
#include "ag/Interfaces/InterpretableOp.h"

using namespace mlir;
using bufferization::AllocTensorOp;
using bufferization::MaterializeInDestinationOp;

namespace ag {
namespace {
struct CopyModel
    : InterpretableOpInterface::ExternalModel<CopyModel, AllocTensorOp> {
  llvm::Expected<Tensors> interpret(Operation *op,
                                    MutableArrayRef<Tensor> operands,
                                    InterpreterContext &) const {
    if (!cast<AllocTensorOp>(op).getCopy())
      return llvm::createStringError("a new tensor has no elements yet; "
                                     "expected one that is copied");
    return Tensors{operands.front()};
  }
};

struct MaterializeModel
    : InterpretableOpInterface::ExternalModel<MaterializeModel,
                                              MaterializeInDestinationOp> {
  llvm::Expected<Tensors> interpret(Operation *,
                                    MutableArrayRef<Tensor> operands,
                                    InterpreterContext &) const {
    return Tensors{operands.front()};
  }
};
} // namespace

void registerBufferizationModels(DialectRegistry &registry) {
  registry.addExtension(
      +[](MLIRContext *context, bufferization::BufferizationDialect *) {
        AllocTensorOp::attachInterface<CopyModel>(*context);
        MaterializeInDestinationOp::attachInterface<MaterializeModel>(*context);
      });
}

} // namespace ag
