//===- Arith.cpp - models of arith ----------------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Arith.h"
#include "DefinedValue.h"
#include "Primitive.h"
#include "ag/Interfaces/PrimitiveOps.h"

using namespace mlir;

namespace ag {

namespace {
struct ConstantModel
    : InterpretableOpInterface::ExternalModel<ConstantModel,
                                              arith::ConstantOp> {
  llvm::Expected<Tensors> interpret(Operation *op, MutableArrayRef<Tensor>,
                                    InterpreterContext &) const {
    return single(toTensor(cast<arith::ConstantOp>(op).getValue()));
  }
};

template <typename... Ops> void attachValues(MLIRContext *context) {
  (Ops::template attachInterface<DefinedValueModel<Ops>>(*context), ...);
}
} // namespace

void registerArithModels(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, arith::ArithDialect *) {
    arith::ConstantOp::attachInterface<ConstantModel>(*context);
#define AG_ATTACH(op, ...)                                                     \
  op::attachInterface<PrimitiveModel<op>, PrimitiveDerivative<op>>(*context);
    AG_ARITH_FLOAT_OPS(AG_ATTACH)
    AG_ARITH_INTEGER_OPS(AG_ATTACH)
    AG_ARITH_CAST_OPS(AG_ATTACH)
    AG_ARITH_COMPOSED_OPS(AG_ATTACH)
    AG_ATTACH(arith::BitcastOp)
#undef AG_ATTACH
    attachValues<arith::CeilDivSIOp, arith::CeilDivUIOp, arith::DivSIOp,
                 arith::DivUIOp, arith::FloorDivSIOp, arith::FPToSIOp,
                 arith::FPToUIOp, arith::RemSIOp, arith::RemUIOp, arith::ShLIOp,
                 arith::ShRSIOp, arith::ShRUIOp>(context);
  });
}

} // namespace ag
