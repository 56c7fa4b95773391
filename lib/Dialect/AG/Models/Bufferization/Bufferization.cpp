//===- Bufferization.cpp - models of bufferization ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is materialize_in_destination interpreted, and ag.barrier bufferized? The
// former has the value of its source. The latter becomes the buffer of x,
// without accesses of its own. A group reads its operands, and its results are
// in buffers of their own; it is opened before bufferization.
//
//===----------------------------------------------------------------------===//
#include "Bufferization.h"
#include "ag/Dialect/AG/IR/Core/AGDialect.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "ag/Dialect/AG/IR/Structured/OrderOps.h"
#include "mlir/Dialect/Bufferization/IR/BufferizableOpInterface.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"

using namespace mlir;
using namespace mlir::bufferization;

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

struct BarrierModel
    : BufferizableOpInterface::ExternalModel<BarrierModel, BarrierOp> {
  bool bufferizesToMemoryRead(Operation *, OpOperand &,
                              const AnalysisState &) const {
    return false;
  }
  bool bufferizesToMemoryWrite(Operation *, OpOperand &,
                               const AnalysisState &) const {
    return false;
  }
  AliasingValueList getAliasingValues(Operation *op, OpOperand &operand,
                                      const AnalysisState &) const {
    if (operand.get() != cast<BarrierOp>(op).getX())
      return {};
    return {{op->getResult(0), BufferRelation::Equivalent}};
  }
  LogicalResult bufferize(Operation *op, RewriterBase &rewriter,
                          const BufferizationOptions &options,
                          BufferizationState &state) const {
    FailureOr<Value> buffer =
        getBuffer(rewriter, cast<BarrierOp>(op).getX(), options, state);
    if (failed(buffer))
      return failure();
    replaceOpWithBufferizedValues(rewriter, op, *buffer);
    return success();
  }
};

struct FusedModel
    : BufferizableOpInterface::ExternalModel<FusedModel, FusedOp> {
  bool bufferizesToMemoryRead(Operation *, OpOperand &,
                              const AnalysisState &) const {
    return true;
  }
  bool bufferizesToMemoryWrite(Operation *, OpOperand &,
                               const AnalysisState &) const {
    return false;
  }
  AliasingValueList getAliasingValues(Operation *, OpOperand &,
                                      const AnalysisState &) const {
    return {};
  }
  LogicalResult bufferize(Operation *op, RewriterBase &,
                          const BufferizationOptions &,
                          BufferizationState &) const {
    return op->emitOpError("is not bufferized: run ag-open-groups before");
  }
};
} // namespace

void registerBufferizationModels(DialectRegistry &registry) {
  registry.addExtension(
      +[](MLIRContext *context, bufferization::BufferizationDialect *) {
        MaterializeInDestinationOp::attachInterface<MaterializeModel>(*context);
      });
  registry.addExtension(+[](MLIRContext *context, AGDialect *) {
    BarrierOp::attachInterface<BarrierModel>(*context);
    FusedOp::attachInterface<FusedModel>(*context);
  });
}

} // namespace ag
