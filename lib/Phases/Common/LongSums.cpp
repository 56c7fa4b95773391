//===- LongSums.cpp - sums of many terms ----------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Phases/Common/LongSums.h"
#include "mlir/Analysis/SliceAnalysis.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {

SumResults findSums(linalg::LinalgOp op) {
  SumResults results{llvm::SmallBitVector(op.getNumDpsInits())};
  for (unsigned result = 0; result < op.getNumDpsInits(); ++result) {
    SmallVector<Operation *> combiners;
    bool adds = matchReduction(op.getRegionOutputArgs(), result, combiners) &&
                llvm::all_of(combiners, llvm::IsaPred<arith::AddFOp>);
    results.isSum[result] = adds;
    if (adds)
      results.terms = std::max<int64_t>(results.terms, combiners.size());
  }
  return results;
}

/// Sets the excess to 0 if it is not finite, so that an infinite or NaN sum
/// stays so.
LongSum addKahan(OpBuilder &builder, Location loc, const LongSum &before,
                 Value block) {
  Value term = arith::SubFOp::create(builder, loc, block, before.excess);
  Value next = arith::AddFOp::create(builder, loc, before.sum, term);
  Value added = arith::SubFOp::create(builder, loc, next, before.sum);
  Value more = arith::SubFOp::create(builder, loc, added, term);
  Value zero = arith::SubFOp::create(builder, loc, more, more);
  Value isFinite = arith::CmpFOp::create(builder, loc,
                                         arith::CmpFPredicate::ORD, zero, zero);
  Value none = arith::ConstantOp::create(
      builder, loc, cast<TypedAttr>(builder.getZeroAttr(more.getType())));
  return {next, arith::SelectOp::create(builder, loc, isFinite, more, none)};
}

LongSum joinSums(OpBuilder &builder, Location loc, const LongSum &before,
                 Value block) {
  auto type = cast<RankedTensorType>(before.sum.getType());
  AffineMap map =
      builder.getMultiDimIdentityMap(static_cast<unsigned>(type.getRank()));
  SmallVector<utils::IteratorType> iterators(type.getRank(),
                                             utils::IteratorType::parallel);
  auto op = linalg::GenericOp::create(
      builder, loc, {type, type}, block, {before.sum, before.excess},
      ArrayRef{map, map, map}, iterators,
      [](OpBuilder &nested, Location loc, ValueRange elements) {
        LongSum next =
            addKahan(nested, loc, {elements[1], elements[2]}, elements[0]);
        linalg::YieldOp::create(nested, loc, {next.sum, next.excess});
      });
  return {op.getResult(0), op.getResult(1)};
}

Value makeZeros(OpBuilder &builder, Location loc, Value like) {
  auto type = cast<RankedTensorType>(like.getType());
  Value empty = tensor::EmptyOp::create(
      builder, loc, tensor::getMixedSizes(builder, loc, like),
      type.getElementType());
  Value zero = arith::ConstantOp::create(
      builder, loc,
      cast<TypedAttr>(builder.getZeroAttr(type.getElementType())));
  return linalg::FillOp::create(builder, loc, zero, empty).getResult(0);
}

} // namespace ag
