//===- PlacedOp.cpp - a linalg op at one point of its loops ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "PlacedOp.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Interfaces/TilingInterface.h"

using namespace mlir;

namespace ag {

PlacedOp::PlacedOp(OpBuilder &builder, linalg::LinalgOp op)
    : op(op), loc(op.getLoc()) {
  for (const Range &range :
       cast<TilingInterface>(op.getOperation()).getIterationDomain(builder))
    extents.push_back(range.size);
  indices.resize(extents.size());
}

Value PlacedOp::countPlaces(OpBuilder &builder, ArrayRef<unsigned> loops) {
  Value count = arith::ConstantIndexOp::create(builder, loc, 1);
  for (unsigned loop : loops)
    count = builder.createOrFold<arith::MulIOp>(
        loc, count,
        getValueOrCreateConstantIndexOp(builder, loc, extents[loop]));
  return count;
}

void PlacedOp::setPlace(OpBuilder &builder, ArrayRef<unsigned> loops,
                        Value number) {
  if (loops.empty())
    return;
  if (loops.size() == 1) {
    indices[loops.front()] = number;
    return;
  }
  SmallVector<OpFoldResult> sizes;
  for (unsigned loop : loops)
    sizes.push_back(extents[loop]);
  auto places =
      affine::AffineDelinearizeIndexOp::create(builder, loc, number, sizes);
  for (auto [loop, place] : llvm::zip_equal(loops, places.getResults()))
    indices[loop] = place;
}

SmallVector<Value> PlacedOp::getPlace(OpBuilder &builder, OpOperand &operand) {
  return getValueOrCreateConstantIndexOp(
      builder, loc,
      affine::makeComposedFoldedMultiResultAffineApply(
          builder, loc, op.getMatchingIndexingMap(&operand),
          getAsOpFoldResult(indices)));
}

Value PlacedOp::read(OpBuilder &builder, OpOperand &operand) {
  Value value = operand.get();
  if (!isa<MemRefType>(value.getType()))
    return value;
  return memref::LoadOp::create(builder, loc, value,
                                getPlace(builder, operand));
}

SmallVector<Value> PlacedOp::readInits(OpBuilder &builder) {
  return llvm::map_to_vector(op.getDpsInitsMutable(), [&](OpOperand &init) {
    return read(builder, init);
  });
}

void PlacedOp::writeResults(OpBuilder &builder, ValueRange values) {
  for (auto [init, value] : llvm::zip_equal(op.getDpsInitsMutable(), values))
    memref::StoreOp::create(builder, loc, value, init.get(),
                            getPlace(builder, init));
}

/// Turns the sum of a product and an accumulator into an fma, which rounds
/// once.
static void contract(OpBuilder &builder, SmallVector<Value> &values) {
  for (Value &value : values) {
    auto sum = value.getDefiningOp<arith::AddFOp>();
    if (!sum || !isa<Float32Type, Float64Type>(sum.getType()))
      continue;
    for (auto [side, other] : {std::pair(sum.getLhs(), sum.getRhs()),
                               std::pair(sum.getRhs(), sum.getLhs())}) {
      auto product = side.getDefiningOp<arith::MulFOp>();
      if (!product || !product->hasOneUse() || !sum->use_empty())
        continue;
      value = math::FmaOp::create(builder, sum.getLoc(), product.getLhs(),
                                  product.getRhs(), other);
      sum.erase();
      product.erase();
      break;
    }
  }
}

SmallVector<Value> PlacedOp::compute(OpBuilder &builder, ValueRange inputs,
                                     ValueRange accumulators) {
  IRMapping mapping;
  mapping.map(op.getRegionInputArgs(), inputs);
  mapping.map(op.getRegionOutputArgs(), accumulators);
  Block *body = op.getBlock();
  for (Operation &each : body->without_terminator()) {
    if (auto place = dyn_cast<linalg::IndexOp>(each))
      mapping.map(place.getResult(), indices[place.getDim()]);
    else
      builder.clone(each, mapping);
  }
  auto values = llvm::map_to_vector(
      body->getTerminator()->getOperands(),
      [&](Value value) { return mapping.lookupOrDefault(value); });
  contract(builder, values);
  return values;
}

} // namespace ag
