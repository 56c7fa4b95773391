//===- NestWriterLoops.cpp - loops of a nest ------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Common/Nests/NestWriter.h"
#include "ag/Phases/Common/ApplyExpr.h"
#include "ag/Phases/Common/LongSums.h"
#include "ag/Phases/Common/ParallelLoops.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {

/// Returns true if iterations of the loop add floats to the result.
static bool isLongSum(const NestResult &carried, unsigned level) {
  auto op = dyn_cast<linalg::LinalgOp>(carried.op->getOp());
  return carried.isSummed.test(level) && op &&
         findSums(op).isSum.test(carried.result.getResultNumber());
}

/// Creates the ops and loops inside the first `level` loops.
void NestWriter::makeLevel(unsigned level) {
  for (const NestedOp &op : plan.ops)
    if (op.depth == level)
      makeOp(op);
  if (level < plan.tiles.size())
    makeLoops(level);
}

/// Creates iterations over full tiles, and a step for the remainder.
void NestWriter::makeLoops(unsigned level) {
  const auto [begin, length] = iteration.findSteps(level);
  int64_t tile = plan.tiles[level];
  std::optional<int64_t> number =
      getConstantIntValue(iteration.getExtent(level));
  if (number && *number > 0)
    tile = std::min(tile, *number);
  Location loc = plan.ops.back().getOp()->getLoc();
  AffineExpr a = rewriter.getAffineDimExpr(0), n = rewriter.getAffineDimExpr(1);
  OpFoldResult end = applyExpr(rewriter, loc, a + n, {begin, length});
  OpFoldResult whole =
      tile == 1 ? end
                : applyExpr(rewriter, loc, a + n - n % tile, {begin, length});
  if (addsInBlocks(level, iteration.getExtent(level), tile))
    makeBlocks(level, begin, whole, tile);
  else
    makeSteps(level, begin, whole, tile, /*isWhole=*/true);
  bool hasRest =
      !number || *number % tile != 0 ||
      (length != iteration.getExtent(level) && rangeStep % tile != 0);
  if (tile != 1 && hasRest)
    makeSteps(level, whole, end, tile, /*isWhole=*/false);
}

/// Returns true if a float sum may get more terms than plain summation allows,
/// in a loop of at most `most` positions.
bool NestWriter::addsInBlocks(unsigned level, OpFoldResult most, int64_t tile) {
  std::optional<int64_t> number = getConstantIntValue(most);
  return (!number || *number - *number % tile > groupBlocks * tile) &&
         llvm::any_of(results.findInner(level), [&](NestResult *value) {
           return isLongSum(*value, level);
         });
}

/// Creates one block of iterations. Returns each of `sums` after it, with its
/// excess.
SmallVector<LongSum> NestWriter::makeBlock(unsigned level, OpFoldResult first,
                                           OpFoldResult end, int64_t tile,
                                           ArrayRef<NestResult *> sums,
                                           ValueRange excesses) {
  Location loc = plan.ops.back().getOp()->getLoc();
  SmallVector<LongSum> added;
  for (auto [value, excess] : llvm::zip_equal(sums, excesses)) {
    added.push_back({value->whole, excess});
    value->whole = makeZeros(rewriter, loc, value->whole);
  }
  OpFoldResult last = applyEnd(rewriter, loc, first, groupBlocks * tile, end);
  makeSteps(level, first, last, tile, /*isWhole=*/true);
  for (auto [value, sum] : llvm::zip_equal(sums, added))
    sum = joinSums(rewriter, loc, sum, value->whole);
  return added;
}

/// Creates a loop over blocks of iterations. Each block adds to sums that start
/// from 0 and are then joined to the total by Kahan's algorithm. The sums are
/// slices that the loops around index.
void NestWriter::makeBlocks(unsigned level, OpFoldResult begin,
                            OpFoldResult end, int64_t tile) {
  Location loc = plan.ops.back().getOp()->getLoc();
  SmallVector<NestResult *> inner = results.findInner(level), sums;
  SmallVector<NestResult> outer;
  SmallVector<Value> inits, excesses;
  for (NestResult *value : inner) {
    if (isLongSum(*value, level)) {
      sums.push_back(value);
      outer.push_back(*value);
      NestPart part =
          iteration.partOf(value->whole, value->map, *value->op, value->from);
      value->whole =
          part.extract(rewriter, value->op->getOp()->getLoc(), value->whole);
      value->from = level;
      excesses.push_back(makeZeros(rewriter, loc, value->whole));
    }
    inits.push_back(value->whole);
  }
  llvm::append_range(inits, excesses);
  auto number = [&](int64_t value) -> Value {
    return arith::ConstantIndexOp::create(rewriter, loc, value);
  };
  auto loop = scf::ForOp::create(
      rewriter, loc, getValueOrCreateConstantIndexOp(rewriter, loc, begin),
      getValueOrCreateConstantIndexOp(rewriter, loc, end),
      number(groupBlocks * tile), inits);
  {
    OpBuilder::InsertionGuard guard(rewriter);
    rewriter.setInsertionPointToStart(loop.getBody());
    for (auto [value, argument] : llvm::zip(inner, loop.getRegionIterArgs()))
      value->whole = argument;
    SmallVector<LongSum> added =
        makeBlock(level, loop.getInductionVar(), end, tile, sums,
                  loop.getRegionIterArgs().take_back(sums.size()));
    for (auto [value, sum] : llvm::zip_equal(sums, added))
      value->whole = sum.sum;
    SmallVector<Value> values = llvm::map_to_vector(
        inner, [](NestResult *value) { return value->whole; });
    for (const LongSum &sum : added)
      values.push_back(sum.excess);
    scf::YieldOp::create(rewriter, loc, values);
  }
  for (auto [value, result] : llvm::zip(inner, loop.getResults()))
    value->whole = result;
  for (auto [value, before] : llvm::zip_equal(sums, outer)) {
    Value tile = value->whole;
    *value = before;
    NestPart part =
        iteration.partOf(value->whole, value->map, *value->op, value->from);
    value->whole =
        part.insert(rewriter, value->op->getOp()->getLoc(), tile, value->whole);
  }
}

/// Creates a loop over full tiles, or, unless `isWhole`, over a remainder
/// shorter than one tile. The remainder is one step if its bounds are known,
/// else a loop of at most one iteration.
void NestWriter::makeSteps(unsigned level, OpFoldResult begin, OpFoldResult end,
                           int64_t tile, bool isWhole) {
  std::optional<int64_t> first = getConstantIntValue(begin),
                         last = getConstantIntValue(end);
  if (first && last && (*last - *first == tile || !isWhole)) {
    iteration.enter({begin, rewriter.getIndexAttr(*last - *first)});
    makeLevel(level + 1);
    iteration.leave();
    return;
  }
  Location loc = plan.ops.back().getOp()->getLoc();
  SmallVector<NestResult *> inner = results.findInner(level);
  SmallVector<Value> inits = llvm::map_to_vector(
      inner, [](NestResult *value) { return value->whole; });
  auto value = [&](OpFoldResult number) {
    return getValueOrCreateConstantIndexOp(rewriter, loc, number);
  };
  auto loop = scf::ForOp::create(rewriter, loc, value(begin), value(end),
                                 value(rewriter.getIndexAttr(tile)), inits);
  if (llvm::none_of(inner, [&](NestResult *value) {
        return value->isSummed.test(level);
      }))
    loop->setAttr(parallelAttrName, rewriter.getUnitAttr());
  for (auto [value, argument] :
       llvm::zip_equal(inner, loop.getRegionIterArgs()))
    value->whole = argument;
  {
    OpBuilder::InsertionGuard guard(rewriter);
    rewriter.setInsertionPointToStart(loop.getBody());
    iteration.enter({loop.getInductionVar(),
                     isWhole ? rewriter.getIndexAttr(tile)
                             : applyRest(rewriter, loc, loop.getInductionVar(),
                                         end, tile - 1)});
    makeLevel(level + 1);
    iteration.leave();
    if (!inner.empty())
      scf::YieldOp::create(rewriter, loc,
                           llvm::map_to_vector(inner, [](NestResult *value) {
                             return value->whole;
                           }));
  }
  for (auto [value, result] : llvm::zip_equal(inner, loop.getResults()))
    value->whole = result;
}

} // namespace ag
