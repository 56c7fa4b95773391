//===- LoopNest.cpp - loops with iter_args --------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Phases/Common/LoopNest.h"
#include "ag/Phases/Common/ParallelLoops.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace ag {

SmallVector<Value> buildLoop(OpBuilder &builder, Location loc, LoopKind kind,
                             OpFoldResult lower, OpFoldResult upper,
                             int64_t step, ValueRange carried, LoopBody body) {
  std::optional<int64_t> first = getConstantIntValue(lower);
  std::optional<int64_t> last = getConstantIntValue(upper);
  if (first && last && *first >= *last)
    return llvm::to_vector(carried);
  Value from = getValueOrCreateConstantIndexOp(builder, loc, lower);
  if (first && last && *first + step >= *last)
    return body(builder, from, carried);
  Value to = getValueOrCreateConstantIndexOp(builder, loc, upper);
  Value by = arith::ConstantIndexOp::create(builder, loc, step);
  auto loop = scf::ForOp::create(
      builder, loc, from, to, by, carried,
      [&](OpBuilder &nested, Location, Value place, ValueRange values) {
        scf::YieldOp::create(nested, loc, body(nested, place, values));
      });
  if (kind == LoopKind::Parallel)
    loop->setAttr(parallelAttrName, builder.getUnitAttr());
  return llvm::to_vector_of<Value>(loop.getResults());
}

SmallVector<Value> buildTiles(OpBuilder &builder, Location loc,
                              OpFoldResult extent, int64_t size,
                              ValueRange carried, LoopBody body) {
  std::optional<int64_t> fixed = getConstantIntValue(extent);
  bool moves = size > 1 && (!fixed || *fixed % size != 0);
  return buildLoop(
      builder, loc, LoopKind::Parallel, builder.getIndexAttr(0), extent, size,
      carried, [&](OpBuilder &nested, Value place, ValueRange inner) {
        if (moves) {
          Value end = getValueOrCreateConstantIndexOp(nested, loc, extent);
          Value length = arith::ConstantIndexOp::create(nested, loc, size);
          Value last = nested.createOrFold<arith::SubIOp>(loc, end, length);
          place = nested.createOrFold<arith::MinSIOp>(loc, place, last);
        }
        return body(nested, place, inner);
      });
}

SmallVector<Value> buildBySize(OpBuilder &builder, Location loc,
                               ArrayRef<OpFoldResult> extents, int64_t size,
                               Version whenLarge, Version whenSmall) {
  SmallVector<Value> unknown;
  for (OpFoldResult extent : extents) {
    std::optional<int64_t> fixed = getConstantIntValue(extent);
    if (!fixed)
      unknown.push_back(cast<Value>(extent));
    else if (*fixed < size)
      return whenSmall(builder);
  }
  if (unknown.empty())
    return whenLarge(builder);
  Value least = arith::ConstantIndexOp::create(builder, loc, size);
  Value areLarge;
  for (Value extent : unknown) {
    Value isLarge = arith::CmpIOp::create(
        builder, loc, arith::CmpIPredicate::sge, extent, least);
    areLarge = areLarge ? arith::AndIOp::create(builder, loc, areLarge, isLarge)
                        : isLarge;
  }
  auto choice = scf::IfOp::create(
      builder, loc, areLarge,
      [&](OpBuilder &nested, Location) {
        scf::YieldOp::create(nested, loc, whenLarge(nested));
      },
      [&](OpBuilder &nested, Location) {
        scf::YieldOp::create(nested, loc, whenSmall(nested));
      });
  return llvm::to_vector_of<Value>(choice.getResults());
}

SmallVector<Value>
buildNest(OpBuilder &builder, Location loc, LoopKind kind,
          ArrayRef<unsigned> loops, ArrayRef<OpFoldResult> extents,
          MutableArrayRef<Value> indices, ValueRange carried,
          function_ref<SmallVector<Value>(OpBuilder &, ValueRange)> body) {
  if (loops.empty())
    return body(builder, carried);
  return buildLoop(builder, loc, kind, builder.getIndexAttr(0),
                   extents[loops.front()], 1, carried,
                   [&](OpBuilder &nested, Value place, ValueRange values) {
                     indices[loops.front()] = place;
                     return buildNest(nested, loc, kind, loops.drop_front(),
                                      extents, indices, values, body);
                   });
}

OpFoldResult findWholeEnd(OpBuilder &builder, Location loc, const Lanes &whole,
                          ArrayRef<OpFoldResult> extents) {
  OpFoldResult extent = extents[whole.loop];
  if (whole.width == 1)
    return extent;
  AffineExpr n = builder.getAffineSymbolExpr(0);
  return affine::makeComposedFoldedAffineApply(
      builder, loc, n.floorDiv(whole.width) * whole.width, {extent});
}

SmallVector<Value> buildLastLanes(OpBuilder &builder, Location loc,
                                  const Lanes &whole, LastLanes last,
                                  OpFoldResult end,
                                  ArrayRef<OpFoldResult> extents,
                                  MutableArrayRef<Value> indices,
                                  ValueRange carried, LanesBody body) {
  int64_t width = whole.width;
  OpFoldResult extent = extents[whole.loop];
  if (isEqualConstantIntOrValue(end, extent))
    return llvm::to_vector(carried);
  int64_t step = last == LastLanes::OneByOne ? 1 : width;
  return buildLoop(
      builder, loc, LoopKind::Sequential, end, extent, step, carried,
      [&](OpBuilder &nested, Value place, ValueRange inner) {
        indices[whole.loop] = place;
        if (last == LastLanes::OneByOne)
          return body(nested, Lanes{whole.loop, 1}, inner);
        Value size = getValueOrCreateConstantIndexOp(nested, loc, extent);
        Value left = arith::SubIOp::create(nested, loc, size, place);
        Value mask = vector::CreateMaskOp::create(
            nested, loc, VectorType::get(width, nested.getI1Type()), left);
        return body(nested, Lanes{whole.loop, width, mask}, inner);
      });
}

SmallVector<Value> buildLanes(OpBuilder &builder, Location loc, LoopKind kind,
                              const Lanes &whole, LastLanes last,
                              ArrayRef<OpFoldResult> extents,
                              MutableArrayRef<Value> indices,
                              ValueRange carried, LanesBody body) {
  OpFoldResult end = findWholeEnd(builder, loc, whole, extents);
  SmallVector<Value> values =
      buildLoop(builder, loc, kind, builder.getIndexAttr(0), end, whole.width,
                carried, [&](OpBuilder &nested, Value place, ValueRange inner) {
                  indices[whole.loop] = place;
                  return body(nested, whole, inner);
                });
  return buildLastLanes(builder, loc, whole, last, end, extents, indices,
                        values, body);
}

} // namespace ag
