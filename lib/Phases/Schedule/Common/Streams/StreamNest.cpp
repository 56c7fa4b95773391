//===- StreamNest.cpp - loops of a stream ---------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Common/Streams/StreamNest.h"
#include "Common/Nests/BlockGrid.h"
#include "Common/Nests/TileSteps.h"
#include "Common/Streams/FormTiles.h"
#include "Common/Streams/StreamAccumulators.h"
#include "Common/Streams/StreamRange.h"
#include "ag/Analysis/Groups/Streams/StreamSums.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Phases/Common/InPlace.h"
#include "ag/Phases/Common/LongSums.h"
#include "ag/Support/Forms/FormWalk.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {

namespace {
/// A tile of a result, and the slice of the result that it is.
struct ResultTile {
  Value tile;
  SmallVector<OpFoldResult> offsets, sizes, strides;
};

class StreamNest {
public:
  StreamNest(RewriterBase &rewriter, FusedOp group, GroupStream &stream,
             const std::optional<LoopWork> &work)
      : rewriter(rewriter), group(group), stream(stream), work(work),
        plan(*stream.getPlan()), table(stream.getForms().getTable()),
        loc(group.getLoc()) {}

  FailureOr<SmallVector<Value>> make();
  StringRef getReason() const { return reason; }

private:
  Value findOutside(Value value);
  OpFoldResult findExtent(const StatedOp &op, const Extent &extent);
  OpFoldResult findSize(unsigned dimension);
  LogicalResult findSizes();
  FailureOr<Value> makeDestination(unsigned number);
  SmallVector<Value> makeLevel(unsigned level, ValueRange carried);
  SmallVector<Value> makeGrid(ValueRange outputs);
  SmallVector<ResultTile> makeTile();
  SmallVector<FormTile> startAll(FormTiles &tiles);
  SmallVector<FormTile> makeRange(FormTiles &tiles, const StreamRange &range,
                                  SmallVector<FormTile> held);
  FailureOr<SmallVector<FormTile>>
  makeStep(FormTiles &tiles, ArrayRef<FormAccumulator> accumulators,
           ArrayRef<FormTile> held);
  FailureOr<FormTile> addBlock(FormTiles &tiles, const FormAccumulator &own,
                               const StreamSum &sum, const FormTile &start,
                               FormTile &excess);
  FailureOr<ResultTile> makeResult(FormTiles &tiles, unsigned number);

  RewriterBase &rewriter;
  FusedOp group;
  GroupStream &stream;
  /// The work of a loop over blocks, or std::nullopt on a CPU.
  const std::optional<LoopWork> &work;
  const StreamPlan &plan;
  FormTable &table;
  Location loc;
  std::map<unsigned, OpFoldResult> sizes;
  std::map<unsigned, LoopTile> steps;
  std::map<unsigned, Value> inputs;
  SmallVector<StreamSum> longSums;
  bool isMade = true;
  std::string reason = "a size is not known in front of it";
};
} // namespace

//===----------------------------------------------------------------------===//
// Sizes, inputs and destinations
//===----------------------------------------------------------------------===//

/// Returns the value in front of the group that equals a value in it, or null
/// if there is none.
Value StreamNest::findOutside(Value value) {
  auto argument = dyn_cast<BlockArgument>(value);
  if (argument && argument.getOwner()->getParentOp() == group)
    return group.getOperands()[argument.getArgNumber()];
  Operation *op = value.getDefiningOp();
  if (!op || op->getParentOp() != group)
    return value;
  if (!op->hasTrait<OpTrait::ConstantLike>())
    return nullptr;
  return rewriter.clone(*op)->getResult(0);
}

/// Returns the extent of an op's loop, or null if it is not available before
/// the group. A tensor that an op of the group makes is as long as that op's
/// loops.
OpFoldResult StreamNest::findExtent(const StatedOp &op, const Extent &extent) {
  if (extent.kind() == Extent::Number)
    return rewriter.getIndexAttr(extent.value());
  SmallVector<Value> operands(op.operands);
  Value &given = operands[extent.operand()];
  if (Value outside = findOutside(given)) {
    given = outside;
    return extent.materialize(rewriter, loc, operands);
  }
  const auto *maker = llvm::find_if(stream.getOps(), [&](const StatedOp *each) {
    return each->op == given.getDefiningOp();
  });
  if (extent.kind() != Extent::Dimension || maker == stream.getOps().end() ||
      (*maker)->rule)
    return nullptr;
  unsigned result = cast<OpResult>(given).getResultNumber();
  AffineMap made = (*maker)->spec.results[result].map;
  auto loop = dyn_cast<AffineDimExpr>(made.getResult(extent.value()));
  return loop ? findExtent(**maker, (*maker)->spec.loops[loop.getPosition()])
              : nullptr;
}

/// Returns the dimension's size, taken from an op that loops over it, or null
/// if none is available before the group.
OpFoldResult StreamNest::findSize(unsigned dimension) {
  if (std::optional<int64_t> size = table.loops().sizeOf(dimension))
    return rewriter.getIndexAttr(*size);
  for (auto [number, op] : llvm::enumerate(stream.getOps()))
    for (auto [loop, own] :
         llvm::enumerate(stream.getDimensions().dimensionsOf(number)))
      if (own == dimension)
        if (OpFoldResult size = findExtent(*op, op->spec.loops[loop]))
          return size;
  return nullptr;
}

LogicalResult StreamNest::findSizes() {
  for (unsigned dimension = 0; dimension < stream.getDimensions().size();
       ++dimension) {
    sizes[dimension] = findSize(dimension);
    if (!sizes[dimension])
      return failure();
  }
  SmallVector<Form> read;
  for (const FormAccumulator &own : plan.accumulators)
    read.append({own.body, own.moved});
  for (const FormAtLoops &result : plan.results)
    read.push_back(result.form);
  auto find = [&](unsigned input) {
    Value value = stream.getForms().getInput(input);
    if (Value outside = value ? findOutside(value) : Value())
      inputs[input] = outside;
  };
  walkAtoms(table, read, [&](const FormAtom &atom) {
    if (atom.kind == FormAtom::Input && !inputs.count(atom.number))
      find(atom.number);
  });
  for (const FormCentre &centre : plan.centres)
    find(centre.of);
  return success();
}

FailureOr<Value> StreamNest::makeDestination(unsigned number) {
  auto type = cast<RankedTensorType>(group.getResult(number).getType());
  SmallVector<OpFoldResult> shape;
  for (auto [loop, size] :
       llvm::zip_equal(plan.results[number].loops, type.getShape())) {
    auto found = sizes.find(table.loops().dimensionOf(loop));
    if (!ShapedType::isDynamic(size))
      shape.push_back(rewriter.getIndexAttr(size));
    else if (found != sizes.end())
      shape.push_back(found->second);
    else
      return failure();
  }
  return tensor::EmptyOp::create(rewriter, loc, shape, type.getElementType())
      .getResult();
}

//===----------------------------------------------------------------------===//
// Shared loops
//===----------------------------------------------------------------------===//

FailureOr<SmallVector<Value>> StreamNest::make() {
  if (failed(findSizes()))
    return failure();
  SmallVector<Value> carried;
  for (unsigned number = 0; number < plan.results.size(); ++number) {
    FailureOr<Value> whole = makeDestination(number);
    if (failed(whole))
      return failure();
    carried.push_back(*whole);
  }
  longSums = findLongSums(
      table, plan, getConstantIntValue(sizes.at(plan.streamed.dimension)));
  carried = work ? makeGrid(carried) : makeLevel(0, carried);
  if (!isMade)
    return failure();
  for (auto [value, result] : llvm::zip_equal(carried, group.getResults()))
    if (value.getType() != result.getType())
      value = tensor::CastOp::create(rewriter, loc, result.getType(), value);
  return carried;
}

SmallVector<Value> StreamNest::makeLevel(unsigned level, ValueRange carried) {
  if (level == plan.outer.size()) {
    SmallVector<Value> made(carried);
    for (auto [whole, part] : llvm::zip(made, makeTile()))
      whole =
          tensor::InsertSliceOp::create(rewriter, loc, part.tile, whole,
                                        part.offsets, part.sizes, part.strides);
    return made;
  }
  const NestLoop &loop = plan.outer[level];
  StepRange range{rewriter.getIndexAttr(0), sizes.at(loop.dimension),
                  loop.tile};
  range.isParallel = true;
  return makeSteps(rewriter, loc, range, carried,
                   [&](LoopTile step, Operation *, ValueRange carried) {
                     steps[loop.dimension] = step;
                     return makeLevel(level + 1, carried);
                   });
}

/// Makes all outer loops one loop over blocks.
SmallVector<Value> StreamNest::makeGrid(ValueRange outputs) {
  SmallVector<OpFoldResult> extents;
  SmallVector<int64_t> most;
  for (const NestLoop &loop : plan.outer) {
    extents.push_back(sizes.at(loop.dimension));
    most.push_back(loop.tile);
  }
  auto [blocks, tiles] =
      beginGrid(rewriter, loc, extents, most, outputs, *work);
  for (auto [loop, tile] : llvm::zip_equal(plan.outer, tiles))
    steps[loop.dimension] = tile;
  SmallVector<ResultTile> made = makeTile();
  rewriter.setInsertionPointToEnd(blocks.getTerminator().getBody());
  for (auto [part, whole] : llvm::zip(made, blocks.getRegionIterArgs()))
    tensor::ParallelInsertSliceOp::create(rewriter, loc, part.tile, whole,
                                          part.offsets, part.sizes,
                                          part.strides);
  rewriter.setInsertionPointAfter(blocks);
  return SmallVector<Value>(blocks.getResults());
}

//===----------------------------------------------------------------------===//
// The stream of one tile
//===----------------------------------------------------------------------===//

/// Returns the tiles of all results, or fewer if one cannot be made.
SmallVector<ResultTile> StreamNest::makeTile() {
  StreamSteps current(table, TileOrder(plan, table));
  for (auto [dimension, size] : sizes)
    current.setSize(dimension, size);
  for (const auto &[dimension, step] : steps)
    current.setStep(dimension, step);
  FormTiles tiles(table, plan.type, rewriter, loc, current, inputs,
                  plan.centres);
  SmallVector<FormTile> held = startAll(tiles);
  SmallVector<StreamRange> ranges =
      findRanges(rewriter, loc, table, plan, steps, sizes);
  for (const StreamRange &range : ranges)
    held = makeRange(tiles, range, std::move(held));
  for (auto [own, tile] : llvm::zip(plan.accumulators, held))
    tiles.setTile(own.now, tile);
  SmallVector<ResultTile> made;
  for (unsigned number = 0; number < plan.results.size() && isMade; ++number) {
    FailureOr<ResultTile> result = makeResult(tiles, number);
    isMade &= succeeded(result);
    if (succeeded(result))
      made.push_back(*result);
  }
  reason = tiles.getReason().str();
  return made;
}

/// Returns the initial accumulators, followed by the excesses of long sums.
SmallVector<FormTile> StreamNest::startAll(FormTiles &tiles) {
  SmallVector<FormTile> held;
  for (const FormAccumulator &own : plan.accumulators) {
    isMade &= own.combiner == Primitive::Add ||
              own.combiner == Primitive::Max || own.combiner == Primitive::Min;
    held.push_back(tiles.fill(findNeutral(own.combiner), own.along));
  }
  for (const StreamSum &sum : longSums)
    held.push_back(tiles.fill(0, plan.accumulators[sum.number].along));
  return held;
}

SmallVector<FormTile> StreamNest::makeRange(FormTiles &tiles,
                                            const StreamRange &range,
                                            SmallVector<FormTile> held) {
  SmallVector<FormAccumulator> accumulators(plan.accumulators);
  if (range.isWithin)
    accumulators = assumeWithin(table, accumulators, plan.bounds);
  SmallVector<Value> carried;
  for (const FormTile &tile : held)
    carried.push_back(tile.tensor);
  StepRange steps{range.begin, range.end, plan.streamed.tile};
  steps.isWhole = range.isWhole;
  SmallVector<scf::ForOp> loops;
  SmallVector<Value> made =
      makeSteps(rewriter, loc, steps, carried,
                [&](LoopTile step, Operation *loop, ValueRange carried) {
                  SmallVector<FormTile> before(held);
                  for (auto [tile, value] : llvm::zip_equal(before, carried))
                    tile.tensor = value;
                  if (loop)
                    loops.push_back(cast<scf::ForOp>(loop));
                  tiles.enter(loop, plan.streamed.dimension, step);
                  auto after = makeStep(tiles, accumulators, before);
                  tiles.leave();
                  isMade &= succeeded(after);
                  SmallVector<Value> values(carried);
                  if (succeeded(after))
                    for (auto [value, tile] : llvm::zip_equal(values, *after))
                      value = tile.tensor;
                  return values;
                });
  for (auto [tile, value] : llvm::zip_equal(held, made))
    tile.tensor = value;
  for (scf::ForOp loop : loops)
    for (const Forwarded &each : getForwarded(loop))
      isMade &= succeeded(InPlace(tileGroupsRemarks).materialize(each));
  return held;
}

FailureOr<SmallVector<FormTile>>
StreamNest::makeStep(FormTiles &tiles, ArrayRef<FormAccumulator> accumulators,
                     ArrayRef<FormTile> held) {
  tiles.share(accumulators);
  for (auto [own, tile] : llvm::zip(accumulators, held))
    tiles.setTile(own.before, tile);
  SmallVector<FormTile> made;
  SmallVector<FormTile> excesses(held.drop_front(accumulators.size()));
  for (auto [sum, excess] : llvm::zip_equal(longSums, excesses))
    tiles.setTile(sum.before, excess);
  for (size_t number = 0; number < accumulators.size(); ++number) {
    const FormAccumulator &own = accumulators[number];
    SmallVector<Form> indices;
    for (unsigned loop : own.along)
      indices.push_back(table.index(loop));
    FormTile start = held[number];
    if (own.moved != table.element(own.before, indices)) {
      FailureOr<FormTile> moved = tiles.makeMoved(own.moved, start.loops);
      if (failed(moved))
        return failure();
      start = *moved;
    }
    bool isAnchor = own.combiner != Primitive::Add &&
                    isRead(table, accumulators.drop_front(number + 1), own);
    // NaNs reach the sums even if the anchor that is subtracted from them
    // ignores NaNs.
    bool isResult = isRead(table, plan.results, own);
    const StreamSum *sum = llvm::find_if(
        longSums, [&](const StreamSum &sum) { return sum.number == number; });
    FailureOr<FormTile> next =
        sum != longSums.end() ? addBlock(tiles, own, *sum, start,
                                         excesses[sum - longSums.begin()])
        : isAnchor && !isResult
            ? tiles.combineNumbers(own.combiner, own.body, own.bound, start)
            : tiles.combine(own.combiner, own.body, own.bound, start);
    if (failed(next))
      return failure();
    made.push_back(*next);
    if (isAnchor) {
      double neutral = findNeutral(own.combiner);
      auto limit = [&](const FormTile &tile) {
        return limitAnchor(rewriter, loc, tile.tensor, neutral);
      };
      next->tensor = guardAnchor(rewriter, loc, limit(*next), neutral);
      FormTile before = held[number];
      before.tensor = limit(before);
      tiles.setTile(own.before, before);
    }
    tiles.setTile(own.now, *next);
  }
  llvm::append_range(made, excesses);
  return made;
}

/// Sums the tile separately, and adds it to the sum and its excess by Kahan's
/// algorithm.
FailureOr<FormTile> StreamNest::addBlock(FormTiles &tiles,
                                         const FormAccumulator &own,
                                         const StreamSum &sum,
                                         const FormTile &start,
                                         FormTile &excess) {
  SmallVector<Form> indices = llvm::map_to_vector(
      own.along, [&](unsigned loop) { return table.index(loop); });
  if (sum.moved != table.element(sum.before, indices)) {
    FailureOr<FormTile> moved = tiles.makeMoved(sum.moved, excess.loops);
    if (failed(moved))
      return failure();
    excess = *moved;
  }
  FailureOr<FormTile> block = tiles.combine(own.combiner, own.body, own.bound,
                                            tiles.fill(0, own.along));
  if (failed(block))
    return failure();
  LongSum next =
      joinSums(rewriter, loc, {start.tensor, excess.tensor}, block->tensor);
  excess.tensor = next.excess;
  return FormTile{next.sum, start.loops};
}

FailureOr<ResultTile> StreamNest::makeResult(FormTiles &tiles,
                                             unsigned number) {
  auto type = cast<RankedTensorType>(group.getResult(number).getType());
  SmallVector<OpFoldResult> offsets, shape;
  SmallVector<unsigned> loops;
  llvm::SmallDenseSet<unsigned> seen;
  for (auto [loop, size] :
       llvm::zip_equal(plan.results[number].loops, type.getShape())) {
    unsigned dimension = table.loops().dimensionOf(loop);
    seen.insert(dimension);
    auto own = sizes.find(dimension);
    if (size == 1 || own == sizes.end()) {
      offsets.push_back(rewriter.getIndexAttr(0));
      shape.push_back(rewriter.getIndexAttr(1));
      continue;
    }
    const LoopTile &step = tiles.getSteps().getStep(dimension);
    bool isSingle = tiles.getSteps().isSingle(loop);
    offsets.push_back(step.offset);
    shape.push_back(isSingle ? OpFoldResult(rewriter.getIndexAttr(1))
                             : step.size);
    if (!isSingle)
      loops.push_back(loop);
  }
  // Otherwise several iterations would write the result.
  for (const NestLoop &outer : plan.outer)
    if (!seen.contains(outer.dimension))
      return failure();
  FailureOr<FormTile> made = tiles.makeElements(plan.results[number].form,
                                                loops, type.getElementType());
  if (failed(made))
    return failure();
  SmallVector<OpFoldResult> strides(offsets.size(), rewriter.getIndexAttr(1));
  return ResultTile{made->tensor, offsets, shape, strides};
}

FailureOr<SmallVector<Value>> makeStream(RewriterBase &rewriter, FusedOp group,
                                         GroupStream &stream,
                                         const std::optional<LoopWork> &work,
                                         std::string &reason) {
  OpBuilder::InsertionGuard guard(rewriter);
  rewriter.setInsertionPoint(group);
  Operation *before = group->getPrevNode();
  StreamNest nest(rewriter, group, stream, work);
  FailureOr<SmallVector<Value>> made = nest.make();
  reason = nest.getReason().str();
  if (failed(made))
    while (group->getPrevNode() != before)
      rewriter.eraseOp(group->getPrevNode());
  return made;
}

} // namespace ag
