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

/// Computes the low and the high word of an unsigned product.
struct MulExtendedModel
    : InterpretableOpInterface::ExternalModel<MulExtendedModel,
                                              arith::MulUIExtendedOp> {
  llvm::Expected<Tensors> interpret(Operation *,
                                    MutableArrayRef<Tensor> operands,
                                    InterpreterContext &) const {
    Tensor low = operands[0], high = operands[0];
    ScalarType type = low.type();
    unsigned width = getBitWidth(type);
    for (auto [a, b, l, h] :
         llvm::zip_equal(operands[0].cells(), operands[1].cells(),
                         low.mutableCells(), high.mutableCells())) {
      APInt product = APInt(64, a.i).trunc(width).zext(2 * width) *
                      APInt(64, b.i).trunc(width).zext(2 * width);
      l.i = wrapToType(product.trunc(width).getZExtValue(), type);
      h.i = wrapToType(product.lshr(width).trunc(width).getZExtValue(), type);
    }
    return Tensors{low, high};
  }
};

template <typename... Ops> void attachValues(MLIRContext *context) {
  (Ops::template attachInterface<DefinedValueModel<Ops>>(*context), ...);
}
} // namespace

void registerArithModels(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, arith::ArithDialect *) {
    arith::ConstantOp::attachInterface<ConstantModel>(*context);
    arith::MulUIExtendedOp::attachInterface<MulExtendedModel>(*context);
#define AG_ATTACH(op, ...)                                                     \
  op::attachInterface<PrimitiveModel<op>, PrimitiveDerivative<op>>(*context);
    AG_ARITH_FLOAT_OPS(AG_ATTACH)
    AG_ARITH_INTEGER_OPS(AG_ATTACH)
    AG_ARITH_CAST_OPS(AG_ATTACH)
    AG_ARITH_COMPOSED_OPS(AG_ATTACH)
#undef AG_ATTACH
    attachValues<arith::CeilDivSIOp, arith::CeilDivUIOp, arith::DivSIOp,
                 arith::DivUIOp, arith::FloorDivSIOp, arith::FPToSIOp,
                 arith::FPToUIOp, arith::RemSIOp, arith::RemUIOp, arith::ShLIOp,
                 arith::ShRSIOp, arith::ShRUIOp>(context);
  });
}

} // namespace ag
