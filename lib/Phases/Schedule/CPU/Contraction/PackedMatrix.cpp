//===- PackedMatrix.cpp - a contraction's matrix for tiles ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "CPU/Contraction/PackedMatrix.h"
#include "CPU/Kernels.h"
#include "ag/Analysis/Entry/LoadValues.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"

using namespace mlir;

namespace ag {

TiledMatrix getMatrixInPlace(linalg::GenericOp op,
                             const ContractionPlan &plan) {
  return {plan.vectorOperand->get(),
          op.getMatchingIndexingMap(plan.vectorOperand)};
}

/// Returns `size` if there are more rows than `least`, else 0.
static OpFoldResult onlyAbove(OpBuilder &builder, Location loc,
                              OpFoldResult rowCount, int64_t least,
                              OpFoldResult size) {
  auto number = [&](int64_t value) -> Value {
    return arith::ConstantIndexOp::create(builder, loc, value);
  };
  Value rows = getValueOrCreateConstantIndexOp(builder, loc, rowCount);
  Value more = arith::SubIOp::create(builder, loc, rows, number(least));
  Value some = arith::MaxSIOp::create(builder, loc, more, number(0));
  Value one = arith::MinSIOp::create(builder, loc, some, number(1));
  return arith::MulIOp::create(
             builder, loc, one,
             getValueOrCreateConstantIndexOp(builder, loc, size))
      .getResult();
}

TiledMatrix packMatrix(OpBuilder &builder, linalg::GenericOp op,
                       const ContractionPlan &plan, OpFoldResult rowCount,
                       int64_t least) {
  OpBuilder::InsertionGuard guard(builder);
  Value tensor = plan.vectorOperand->get();
  bool isOutside = tensor.getParentBlock() != op->getBlock();
  if (isLoadValue(tensor) || (isOutside && least == 0))
    builder.setInsertionPointAfterValue(tensor);
  Location loc = op.getLoc();
  AffineMap map = op.getMatchingIndexingMap(plan.vectorOperand);
  SmallVector<int64_t> order;
  int64_t innermost = 0;
  for (auto [dim, expr] : llvm::enumerate(map.getResults())) {
    if (expr == builder.getAffineDimExpr(plan.n))
      innermost = dim;
    else
      order.push_back(dim);
  }
  order.push_back(innermost);
  SmallVector<AffineExpr> places(map.getResults());
  applyPermutationToVector(places, order);
  SmallVector<OpFoldResult> sizes = getSizes(builder, loc, tensor);
  if (least > 0)
    sizes[order.front()] =
        onlyAbove(builder, loc, rowCount, least, sizes[order.front()]);
  Value copy = makeReorderedCopy(builder, loc, tensor, order, sizes);
  return {copy, AffineMap::get(map.getNumDims(), 0, places, op.getContext())};
}

} // namespace ag
