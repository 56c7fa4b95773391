//===- Arith.cpp - models of arith --------------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Primitive.h"
#include "ag/Dialect/AG/Models/Models.h"
#include "ag/Interfaces/CheckableOp.h"
#include "ag/Interfaces/PrimitiveOps.h"
#include "ag/Interfaces/ScalarEmission.h"
#include "ag/Interfaces/SpecEvaluation.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/IR/Matchers.h"

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

/// Two words of a product, of sizes above all.
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

//===----------------------------------------------------------------------===//
// Values that upstream leaves undefined
//===----------------------------------------------------------------------===//

/// Whether the second operand is a number for which every first one has a
/// quotient, or a shifted value.
bool isDefined(Operation *op) {
  APInt number;
  if (op->getNumOperands() != 2 ||
      !matchPattern(op->getOperand(1), m_ConstantInt(&number)))
    return false;
  if (isa<arith::ShLIOp, arith::ShRSIOp, arith::ShRUIOp>(op))
    return number.ult(number.getBitWidth());
  return !number.isZero() && !number.isAllOnes();
}

/// Replaces an op on scalars by ops that have a value wherever the interpreter
/// gives it one.
template <typename Op>
struct ValueModel : CheckableOpInterface::ExternalModel<ValueModel<Op>, Op> {
  LogicalResult insertChecks(Operation *op, OpBuilder &builder) const {
    if (isa<ShapedType>(op->getResult(0).getType()) || isDefined(op))
      return success();
    std::optional<ScalarProgram> program = programOf(op);
    if (!program)
      return op->emitOpError("has no value for some operands, and ag none to "
                             "give it for those of this type");
    Location loc = op->getLoc();
    SmallVector<Value> operands;
    for (Value operand : op->getOperands())
      operands.push_back(fromIndex(operand, builder));
    Value result =
        emitScalarProgram(*program, builder, loc, operands, [](unsigned) {
          return Value();
        }).front();
    result = getValueOrCreateCastToIndexLike(
        builder, loc, op->getResult(0).getType(), result);
    op->getResult(0).replaceAllUsesWith(result);
    op->erase();
    return success();
  }

  static Value fromIndex(Value operand, OpBuilder &builder) {
    if (!operand.getType().isIndex())
      return operand;
    return arith::IndexCastOp::create(builder, operand.getLoc(),
                                      builder.getI64Type(), operand);
  }
};

template <typename... Ops> void attachValues(MLIRContext *context) {
  (Ops::template attachInterface<ValueModel<Ops>>(*context), ...);
}
} // namespace

void registerArithModels(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, arith::ArithDialect *) {
    arith::ConstantOp::attachInterface<ConstantModel>(*context);
    arith::MulUIExtendedOp::attachInterface<MulExtendedModel>(*context);
#define AG_ATTACH(op, ...) op::attachInterface<PrimitiveModel<op>>(*context);
    AG_ARITH_FLOAT_OPS(AG_ATTACH)
    AG_ARITH_INTEGER_OPS(AG_ATTACH)
    AG_ARITH_CAST_OPS(AG_ATTACH)
    AG_ARITH_COMPOSED_OPS(AG_ATTACH)
#undef AG_ATTACH
    using namespace arith;
    attachValues<CeilDivSIOp, CeilDivUIOp, DivSIOp, DivUIOp, FloorDivSIOp,
                 FPToSIOp, FPToUIOp, RemSIOp, RemUIOp, ShLIOp, ShRSIOp,
                 ShRUIOp>(context);
  });
}

} // namespace ag
