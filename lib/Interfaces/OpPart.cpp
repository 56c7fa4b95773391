//===- OpPart.cpp - a part of what an op computes -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Interfaces/OpPart.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;

namespace ag {

bool LoopPart::isAll() const {
  return !isPadded && isZeroInteger(offset) &&
         isEqualConstantIntOrValue(size, extent);
}

OpFoldResult LoopPart::countValid(OpBuilder &builder, Location loc) const {
  if (!isPadded)
    return size;
  auto value = [&](OpFoldResult number) {
    return getValueOrCreateConstantIndexOp(builder, loc, number);
  };
  Value left =
      arith::SubIOp::create(builder, loc, value(extent), value(offset));
  Value most = arith::MinSIOp::create(builder, loc, left, value(size));
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
  return arith::MaxSIOp::create(builder, loc, most, zero).getResult();
}

SmallVector<OpFoldResult> OpPart::getSizes() const {
  SmallVector<OpFoldResult> sizes;
  for (const LoopPart &loop : loops)
    sizes.push_back(loop.size);
  return sizes;
}

Operation *clonePart(OpBuilder &builder, Operation *op, const OpPart &part) {
  Operation *clone = builder.clone(*op);
  clone->setOperands(part.operands.take_front(op->getNumOperands()));
  for (auto [result, type] : llvm::zip_equal(clone->getResults(), part.results))
    result.setType(type);
  return clone;
}

} // namespace ag
