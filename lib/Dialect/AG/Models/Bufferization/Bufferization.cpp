//===- Bufferization.cpp - models of bufferization ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What of bufferization has a value: a tensor that is to live in the buffer of
// another is the tensor.
//
//===----------------------------------------------------------------------===//
#include "Bufferization.h"
#include "ag/Interfaces/InterpretableOp.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"

using namespace mlir;
using bufferization::MaterializeInDestinationOp;

namespace ag {
namespace {
struct MaterializeModel
    : InterpretableOpInterface::ExternalModel<MaterializeModel,
                                              MaterializeInDestinationOp> {
  llvm::Expected<Tensors> interpret(Operation *,
                                    MutableArrayRef<Tensor> operands,
                                    InterpreterContext &) const {
    return Tensors{operands.front()};
  }
  TangentFlow getTangentFlow(Operation *) const { return TangentFlow::Along; }
};
} // namespace

void registerBufferizationModels(DialectRegistry &registry) {
  registry.addExtension(
      +[](MLIRContext *context, bufferization::BufferizationDialect *) {
        MaterializeInDestinationOp::attachInterface<MaterializeModel>(*context);
      });
}

} // namespace ag
