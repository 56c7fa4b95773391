//===- TileSteps.cpp - steps of a loop over tiles -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Common/Nests/TileSteps.h"
#include "ag/Phases/Common/ApplyExpr.h"
#include "ag/Phases/Common/ParallelLoops.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace ag {

namespace {
struct LoopRange {
  OpFoldResult begin, end, step;
};
} // namespace

static SmallVector<Value>
makeLoop(OpBuilder &builder, Location loc, const LoopRange &range,
         bool isParallel, ValueRange carried,
         llvm::function_ref<SmallVector<Value>(scf::ForOp, ValueRange)> make) {
  auto number = [&](OpFoldResult value) {
    return getValueOrCreateConstantIndexOp(builder, loc, value);
  };
  auto loop =
      scf::ForOp::create(builder, loc, number(range.begin), number(range.end),
                         number(range.step), carried);
  if (isParallel)
    loop->setAttr(parallelAttrName, builder.getUnitAttr());
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(loop.getBody());
  SmallVector<Value> made = make(loop, loop.getRegionIterArgs());
  if (!carried.empty())
    scf::YieldOp::create(builder, loc, made);
  return SmallVector<Value>(loop.getResults());
}

SmallVector<Value> makeSteps(OpBuilder &builder, Location loc,
                             const StepRange &range, ValueRange carried,
                             StepMaker make) {
  AffineExpr a = builder.getAffineDimExpr(0), b = builder.getAffineDimExpr(1);
  int64_t tile = range.tile;
  OpFoldResult zero = builder.getIndexAttr(0), one = builder.getIndexAttr(1),
               size = builder.getIndexAttr(tile);
  OpFoldResult length =
      applyExpr(builder, loc, b - a, {range.begin, range.end});
  OpFoldResult steps = applyExpr(builder, loc, a.floorDiv(tile), {length});
  OpFoldResult rest = applyExpr(builder, loc, a % tile, {length});
  std::optional<int64_t> known = getConstantIntValue(length);
  SmallVector<Value> values(carried);
  if (known && *known >= tile && *known < 2 * tile)
    values = make({range.begin, size}, nullptr, values);
  else if (!known || *known >= tile)
    values = makeLoop(builder, loc, {zero, steps, one}, range.isParallel,
                      values, [&](scf::ForOp loop, ValueRange carried) {
                        OpFoldResult step = loop.getInductionVar();
                        OpFoldResult offset = applyExpr(
                            builder, loc, a + b * tile, {range.begin, step});
                        return make({offset, size}, loop, carried);
                      });
  if (range.isWhole || isZeroInteger(rest))
    return values;
  OpFoldResult behind = applyExpr(builder, loc, a + b.floorDiv(tile) * tile,
                                  {range.begin, length});
  if (known)
    return make({behind, rest}, nullptr, values);
  // The loop has at most one iteration, whose length is provably less than the
  // tile.
  return makeLoop(builder, loc, {behind, range.end, size}, range.isParallel,
                  values, [&](scf::ForOp loop, ValueRange carried) {
                    OpFoldResult offset = loop.getInductionVar();
                    OpFoldResult size =
                        applyRest(builder, loc, offset, range.end, tile - 1);
                    return make({offset, size}, loop, carried);
                  });
}

} // namespace ag
