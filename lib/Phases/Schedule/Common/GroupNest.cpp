//===- GroupNest.cpp - ops in one nest of loops ---------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "GroupNest.h"
#include "ApplyExpr.h"
#include "ag/Phases/Common/ParallelLoops.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Affine/Transforms/Transforms.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"
#include "llvm/ADT/SmallBitVector.h"

using namespace mlir;

namespace ag {
namespace {
/// A result that is used outside of the nest, as the loops carry it.
struct Carried {
  OpResult result;
  const NestedOp *op;
  /// What it is inserted into, in the loops that are being made.
  Value whole;
  /// The loops in whose turns it is added to.
  llvm::SmallBitVector isSummed;
};

/// A part of a tensor.
struct Part {
  SmallVector<OpFoldResult> offsets, sizes, strides;
  bool isAll = true;
};

class Nest {
public:
  Nest(RewriterBase &rewriter, const NestPlan &plan)
      : rewriter(rewriter), plan(plan) {
    for (const NestedOp &op : plan.ops)
      ops[op.op] = &op;
  }

  LogicalResult make();

private:
  const NestedOp *find(Value value) const {
    Operation *op = value.getDefiningOp();
    return op ? ops.lookup(op) : nullptr;
  }

  FailureOr<OpFoldResult> findSize(Value value, int64_t dim);
  LogicalResult findExtents();
  LogicalResult findCarried();
  OpOperand *findStart(OpResult result);
  FailureOr<Value> makeDestination(unsigned number);

  void makeLevel(unsigned level);
  void makeLoops(unsigned level);
  void makeTurns(unsigned level, OpFoldResult begin, OpFoldResult end,
                 int64_t tile, bool isWhole);
  OpFoldResult findRest(Value begin, OpFoldResult end, int64_t tile);
  void makeOp(const NestedOp &op);
  Part partOf(Value whole, AffineMap map, const NestedOp &op, unsigned from);
  Value cut(Value whole, AffineMap map, const NestedOp &op, unsigned from);
  Value readTile(Value value, AffineMap map, const NestedOp &op);
  Value startTile(OpOperand &start, Value init, AffineMap map,
                  const NestedOp &op);

  RewriterBase &rewriter;
  const NestPlan &plan;
  DenseMap<Operation *, const NestedOp *> ops;
  SmallVector<OpFoldResult> extents;
  SmallVector<Carried> carried;
  /// What an op writes onto belongs to what is carried.
  DenseMap<OpOperand *, unsigned> startsFrom;
  /// Of the loops that are being made, and of what was made in them.
  SmallVector<LoopTile> turns;
  DenseMap<Value, Value> tiles;
};

//===----------------------------------------------------------------------===//
// What the loops need
//===----------------------------------------------------------------------===//

/// In terms of what is in front of the nest.
FailureOr<OpFoldResult> Nest::findSize(Value value, int64_t dim) {
  auto type = cast<RankedTensorType>(value.getType());
  if (!type.isDynamicDim(dim))
    return OpFoldResult(rewriter.getIndexAttr(type.getDimSize(dim)));
  auto isInFront = [&](Value value, std::optional<int64_t>,
                       ValueBoundsConstraintSet &) {
    Operation *op = value.getDefiningOp();
    return !find(value) &&
           !isa_and_nonnull<tensor::EmptyOp, linalg::FillOp>(op);
  };
  return affine::reifyShapedValueDimBound(rewriter, value.getLoc(),
                                          presburger::BoundType::EQ, value, dim,
                                          isInFront);
}

LogicalResult Nest::findExtents() {
  extents.assign(plan.tiles.size(), OpFoldResult());
  for (const NestedOp &op : plan.ops) {
    LoopMaps maps = *getLoopMaps(op.op);
    for (auto [result, map] :
         llvm::zip_equal(op.op->getResults(), maps.results))
      for (auto [dim, place] : llvm::enumerate(map.getResults())) {
        auto loop = dyn_cast<AffineDimExpr>(place);
        std::optional<unsigned> shared =
            loop ? op.loops[loop.getPosition()] : std::nullopt;
        if (!shared || isa_and_nonnull<Attribute>(extents[*shared]))
          continue;
        FailureOr<OpFoldResult> size = findSize(result, dim);
        if (succeeded(size) && (!extents[*shared] || isa<Attribute>(*size)))
          extents[*shared] = *size;
      }
  }
  return success(llvm::all_of(extents, [](OpFoldResult extent) -> bool {
    return static_cast<bool>(extent);
  }));
}

/// What a result is computed onto, from the first op on: through the ops in
/// between, each of which the next alone reads, and fills.
OpOperand *Nest::findStart(OpResult result) {
  const NestedOp *last = find(result);
  while (auto op = dyn_cast<DestinationStyleOpInterface>(result.getOwner())) {
    OpOperand *start = op.getTiedOpOperand(result);
    Operation *before = start->get().getDefiningOp();
    const NestedOp *nested = find(start->get());
    if (isa_and_nonnull<tensor::EmptyOp, linalg::FillOp>(before) || !nested)
      return start;
    if (!start->get().hasOneUse() || nested->depth != last->depth)
      return nullptr;
    result = cast<OpResult>(start->get());
  }
  return nullptr;
}

/// Through fills.
static Value findBottom(OpOperand &init) {
  Value bottom = init.get();
  while (auto fill = bottom.getDefiningOp<linalg::FillOp>())
    bottom = fill.getOutputs().front();
  return bottom;
}

/// The loops around the op that don't move the result.
static llvm::SmallBitVector findUnmoving(OpResult result, const NestedOp &op) {
  AffineMap map = getLoopMaps(op.op)->results[result.getResultNumber()];
  llvm::SmallBitVector unmoving(op.depth, true);
  for (AffineExpr place : map.getResults())
    if (auto loop = dyn_cast<AffineDimExpr>(place))
      if (std::optional<unsigned> shared = op.loops[loop.getPosition()])
        if (*shared < op.depth)
          unmoving.reset(*shared);
  return unmoving;
}

/// The loops of the nest in whose turns the op adds to its result.
static llvm::SmallBitVector findSummed(const NestedOp &op) {
  llvm::SmallBitVector summed(op.depth);
  LoopMaps maps = *getLoopMaps(op.op);
  for (auto [loop, iterator] : llvm::enumerate(maps.iterators))
    if (iterator == utils::IteratorType::reduction && op.loops[loop] &&
        *op.loops[loop] < op.depth)
      summed.set(*op.loops[loop]);
  return summed;
}

/// An empty tensor, or what is written onto, as it is in front of the turns
/// that add to it.
FailureOr<Value> Nest::makeDestination(unsigned number) {
  OpResult result = carried[number].result;
  if (!carried[number].isSummed.none()) {
    OpOperand *start =
        cast<linalg::LinalgOp>(result.getOwner()).getTiedOpOperand(result);
    if (find(start->get()))
      return failure();
    startsFrom[start] = number;
    return start->get();
  }
  OpOperand *start = findStart(result);
  if (start) {
    startsFrom[start] = number;
    Value bottom = findBottom(*start);
    if (!bottom.getDefiningOp<tensor::EmptyOp>())
      return bottom;
  }
  auto type = cast<RankedTensorType>(result.getType());
  SmallVector<OpFoldResult> sizes;
  for (int64_t dim = 0; dim < type.getRank(); ++dim) {
    FailureOr<OpFoldResult> size = findSize(result, dim);
    if (failed(size))
      return failure();
    sizes.push_back(*size);
  }
  return tensor::EmptyOp::create(rewriter, result.getLoc(), sizes,
                                 type.getElementType())
      .getResult();
}

LogicalResult Nest::findCarried() {
  for (const NestedOp &op : plan.ops)
    for (OpResult result : op.op->getResults())
      if (llvm::any_of(result.getUsers(),
                       [&](Operation *user) { return !ops.contains(user); }))
        carried.push_back({result, &op, Value(), findSummed(op)});
  for (unsigned number = 0; number < carried.size(); ++number) {
    // No two turns write the same place, but of sums.
    const Carried &each = carried[number];
    if (findUnmoving(each.result, *each.op) != each.isSummed)
      return failure();
    FailureOr<Value> whole = makeDestination(number);
    if (failed(whole))
      return failure();
    carried[number].whole = *whole;
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

LogicalResult Nest::make() {
  if (failed(findExtents()) || failed(findCarried()))
    return failure();
  makeLevel(0);
  for (Carried &each : carried) {
    Value whole = each.whole;
    if (whole.getType() != each.result.getType())
      whole = tensor::CastOp::create(rewriter, each.result.getLoc(),
                                     each.result.getType(), whole);
    rewriter.replaceAllUsesWith(each.result, whole);
  }
  for (const NestedOp &op : llvm::reverse(plan.ops))
    rewriter.eraseOp(op.op);
  return success();
}

/// What stands in that many loops.
void Nest::makeLevel(unsigned level) {
  for (const NestedOp &op : plan.ops)
    if (op.depth == level)
      makeOp(op);
  if (level < plan.tiles.size())
    makeLoops(level);
}

/// Turns of whole tiles, and one of the rest.
void Nest::makeLoops(unsigned level) {
  OpFoldResult extent = extents[level], zero = rewriter.getIndexAttr(0);
  int64_t tile = plan.tiles[level];
  std::optional<int64_t> number = getConstantIntValue(extent);
  if (number && *number > 0)
    tile = std::min(tile, *number);
  Location loc = plan.ops.back().op->getLoc();
  AffineExpr n = rewriter.getAffineDimExpr(0);
  OpFoldResult whole =
      tile == 1 ? extent : applyExpr(rewriter, loc, n - n % tile, {extent});
  makeTurns(level, zero, whole, tile, /*isWhole=*/true);
  if (tile != 1 && !(number && *number % tile == 0))
    makeTurns(level, whole, extent, tile, /*isWhole=*/false);
}

/// Of whole tiles, or of less than one: one turn then, or none.
void Nest::makeTurns(unsigned level, OpFoldResult begin, OpFoldResult end,
                     int64_t tile, bool isWhole) {
  std::optional<int64_t> first = getConstantIntValue(begin),
                         last = getConstantIntValue(end);
  if (first && last && (*last - *first == tile || !isWhole)) {
    turns.push_back({begin, rewriter.getIndexAttr(*last - *first)});
    makeLevel(level + 1);
    turns.pop_back();
    return;
  }
  Location loc = plan.ops.back().op->getLoc();
  SmallVector<Carried *> inner;
  SmallVector<Value> inits;
  for (Carried &value : carried)
    if (value.op->depth > level) {
      inner.push_back(&value);
      inits.push_back(value.whole);
    }
  auto value = [&](OpFoldResult number) {
    return getValueOrCreateConstantIndexOp(rewriter, loc, number);
  };
  auto loop = scf::ForOp::create(rewriter, loc, value(begin), value(end),
                                 value(rewriter.getIndexAttr(tile)), inits);
  if (llvm::none_of(
          inner, [&](Carried *value) { return value->isSummed.test(level); }))
    loop->setAttr(parallelAttrName, rewriter.getUnitAttr());
  for (auto [value, argument] :
       llvm::zip_equal(inner, loop.getRegionIterArgs()))
    value->whole = argument;
  {
    OpBuilder::InsertionGuard guard(rewriter);
    rewriter.setInsertionPointToStart(loop.getBody());
    turns.push_back({loop.getInductionVar(),
                     isWhole ? rewriter.getIndexAttr(tile)
                             : findRest(loop.getInductionVar(), end, tile)});
    makeLevel(level + 1);
    turns.pop_back();
    if (!inner.empty())
      scf::YieldOp::create(rewriter, loc,
                           llvm::map_to_vector(inner, [](Carried *value) {
                             return value->whole;
                           }));
  }
  for (auto [value, result] : llvm::zip_equal(inner, loop.getResults()))
    value->whole = result;
}

/// Written such that it is seen to be less than the tile.
OpFoldResult Nest::findRest(Value begin, OpFoldResult end, int64_t tile) {
  AffineExpr first = rewriter.getAffineDimExpr(0),
             last = rewriter.getAffineDimExpr(1);
  return affine::makeComposedFoldedAffineMin(
      rewriter, begin.getLoc(),
      AffineMap::get(2, 0,
                     {last - first, rewriter.getAffineConstantExpr(tile - 1)},
                     rewriter.getContext()),
      {OpFoldResult(begin), end});
}

//===----------------------------------------------------------------------===//
// Tiles
//===----------------------------------------------------------------------===//

/// What the loops around `op` move of a tensor that lies at `map`, of which the
/// first `from` loops have taken their part already.
Part Nest::partOf(Value whole, AffineMap map, const NestedOp &op,
                  unsigned from) {
  Part part;
  for (auto [dim, place] : llvm::enumerate(map.getResults())) {
    auto loop = dyn_cast<AffineDimExpr>(place);
    std::optional<unsigned> shared =
        loop ? op.loops[loop.getPosition()] : std::nullopt;
    bool isMoved = shared && *shared >= from && *shared < op.depth;
    part.isAll &= !isMoved;
    part.offsets.push_back(isMoved ? turns[*shared].offset
                                   : rewriter.getIndexAttr(0));
    part.sizes.push_back(
        isMoved ? turns[*shared].size
                : tensor::getMixedSize(rewriter, whole.getLoc(), whole, dim));
  }
  part.strides.assign(part.offsets.size(), rewriter.getIndexAttr(1));
  return part;
}

Value Nest::cut(Value whole, AffineMap map, const NestedOp &op, unsigned from) {
  Part part = partOf(whole, map, op, from);
  if (part.isAll)
    return whole;
  return tensor::ExtractSliceOp::create(rewriter, op.op->getLoc(), whole,
                                        part.offsets, part.sizes, part.strides);
}

Value Nest::readTile(Value value, AffineMap map, const NestedOp &op) {
  if (!map || !isa<RankedTensorType>(value.getType()))
    return value;
  const NestedOp *producer = find(value);
  return producer ? cut(tiles.at(value), map, op, producer->depth)
                  : cut(value, map, op, 0);
}

/// What `op` computes onto, for its operand `start`, of a tile of `init`.
Value Nest::startTile(OpOperand &start, Value init, AffineMap map,
                      const NestedOp &op) {
  auto number = startsFrom.find(&start);
  if (number != startsFrom.end() && !carried[number->second].isSummed.none())
    return cut(carried[number->second].whole, map, op, 0);
  if (auto fill = init.getDefiningOp<linalg::FillOp>()) {
    Value below = startTile(start, fill.getOutputs().front(), map, op);
    return linalg::FillOp::create(rewriter, fill.getLoc(), fill.getInputs(),
                                  below)
        .getResult(0);
  }
  if (number != startsFrom.end())
    return cut(carried[number->second].whole, map, op, 0);
  auto empty = init.getDefiningOp<tensor::EmptyOp>();
  if (!empty)
    return readTile(init, map, op);
  return tensor::EmptyOp::create(rewriter, empty.getLoc(),
                                 partOf(init, map, op, 0).sizes,
                                 empty.getType().getElementType());
}

void Nest::makeOp(const NestedOp &op) {
  LoopMaps maps = *getLoopMaps(op.op);
  auto writer = dyn_cast<DestinationStyleOpInterface>(op.op);
  SmallVector<Value> operands;
  for (OpOperand &operand : op.op->getOpOperands()) {
    AffineMap map = maps.operands[operand.getOperandNumber()];
    operands.push_back(writer && writer.isDpsInit(&operand)
                           ? startTile(operand, operand.get(), map, op)
                           : readTile(operand.get(), map, op));
  }
  auto taken = llvm::map_to_vector(
      op.loops, [&](std::optional<unsigned> loop) -> std::optional<LoopTile> {
        if (loop && *loop < op.depth)
          return turns[*loop];
        return std::nullopt;
      });
  Operation *tile = makeTile(rewriter, op.op, operands, taken);
  for (auto [result, made] :
       llvm::zip_equal(op.op->getResults(), tile->getResults()))
    tiles[result] = made;
  for (Carried &value : carried)
    if (value.op == &op) {
      AffineMap map = maps.results[value.result.getResultNumber()];
      Part part = partOf(value.whole, map, op, 0);
      value.whole = tensor::InsertSliceOp::create(
          rewriter, op.op->getLoc(), tiles.at(value.result), value.whole,
          part.offsets, part.sizes, part.strides);
    }
}
} // namespace

LogicalResult makeNest(RewriterBase &rewriter, const NestPlan &plan) {
  return Nest(rewriter, plan).make();
}

} // namespace ag
