//===- Func.cpp - models of func ------------------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Func.h"
#include "ag/Interfaces/InterpretableOp.h"
#include "mlir/Dialect/Func/Extensions/InlinerExtension.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;

namespace ag {
namespace {
struct CallModel
    : InterpretableOpInterface::ExternalModel<CallModel, func::CallOp> {
  llvm::Expected<Tensors> interpret(Operation *op,
                                    MutableArrayRef<Tensor> operands,
                                    InterpreterContext &context) const {
    FlatSymbolRefAttr name = cast<func::CallOp>(op).getCalleeAttr();
    auto callee =
        SymbolTable::lookupNearestSymbolFrom<FunctionOpInterface>(op, name);
    if (!callee || callee.isExternal())
      return llvm::createStringError(
          llvm::formatv("calls @{0}, which has no body here", name.getValue()));
    return context.run(callee.getFunctionBody(), Tensors(operands));
  }
  TangentFlow getTangentFlow(Operation *) const { return TangentFlow::Along; }
};
} // namespace

void registerFuncModels(DialectRegistry &registry) {
  // The first phase inlines calls.
  func::registerInlinerExtension(registry);
  registry.addExtension(+[](MLIRContext *context, func::FuncDialect *) {
    func::CallOp::attachInterface<CallModel>(*context);
  });
}

} // namespace ag
