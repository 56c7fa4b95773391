//===- DefinedValue.cpp - ops that have a value everywhere ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "DefinedValue.h"
#include "ag/Interfaces/PrimitiveOps.h"
#include "ag/Interfaces/ScalarEmission.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;

namespace ag {

/// Returns whether the second operand is a constant with which the quotient or
/// the shift is defined for every first operand.
static bool isDefined(Operation *op) {
  APInt number;
  if (op->getNumOperands() != 2 ||
      !matchPattern(op->getOperand(1), m_ConstantInt(&number)))
    return false;
  if (isa<arith::ShLIOp, arith::ShRSIOp, arith::ShRUIOp>(op))
    return number.ult(number.getBitWidth());
  return isa<arith::ArithDialect>(op->getDialect()) && !number.isZero() &&
         !number.isAllOnes();
}

static Value fromIndex(Value operand, OpBuilder &builder) {
  if (!operand.getType().isIndex())
    return operand;
  return arith::IndexCastOp::create(builder, operand.getLoc(),
                                    builder.getI64Type(), operand);
}

LogicalResult defineValue(Operation *op, OpBuilder &builder) {
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
  result = getValueOrCreateCastToIndexLike(builder, loc,
                                           op->getResult(0).getType(), result);
  op->getResult(0).replaceAllUsesWith(result);
  op->erase();
  return success();
}

} // namespace ag
