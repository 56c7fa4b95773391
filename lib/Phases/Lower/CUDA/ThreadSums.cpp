//===- ThreadSums.cpp - reductions by the threads of a block --------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ThreadSums.h"
#include "ag/Phases/Common/BlockTiles.h"
#include "ag/Phases/Common/Combiners.h"
#include "ag/Phases/Common/SumBlocks.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Interfaces/TilingInterface.h"

using namespace mlir;

namespace ag {

namespace {
/// Writes the reduction of one op.
class ThreadReduction {
public:
  ThreadReduction(RewriterBase &rewriter, gpu::GPUFuncOp kernel,
                  linalg::LinalgOp op)
      : rewriter(rewriter), kernel(kernel), op(op), loc(op.getLoc()) {}

  LogicalResult write();

private:
  LogicalResult findLoops();
  void writeResult(Value result, Value count);
  void findPlace(Value result);
  SmallVector<Value> accumulate(OpBuilder &builder, ValueRange starts);
  SmallVector<Value> compute(OpBuilder &builder, ValueRange accumulators);
  void contract(OpBuilder &builder, SmallVector<Value> &values);
  SmallVector<Value> getPlace(OpBuilder &builder, OpOperand &operand);
  Value readInit(OpBuilder &builder, unsigned result);
  void store(OpBuilder &builder, unsigned result, Value value);
  SmallVector<Value> shareLanes(Value isInside);
  Value joinLanes(Operation *combiner, Value own);
  Value index(int64_t value) {
    return arith::ConstantIndexOp::create(rewriter, loc, value);
  }
  Value isBelow(OpBuilder &builder, Value a, Value b) {
    return arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ult, a, b);
  }

  RewriterBase &rewriter;
  gpu::GPUFuncOp kernel;
  linalg::LinalgOp op;
  Location loc;
  ThreadShare share;
  SmallVector<unsigned> parallels, reductions;
  /// Of each loop: how far it goes, and where it is.
  SmallVector<OpFoldResult> extents;
  SmallVector<Value> indices;
  Value thread, lane;
};
} // namespace

/// A result has one element for each place of the loops that are parallel.
LogicalResult ThreadReduction::findLoops() {
  op.getParallelDims(parallels);
  op.getReductionDims(reductions);
  if (!hasOneElementAPlace(op))
    return op.emitError("has a result for each step of a reduction");
  for (const Range &range :
       cast<TilingInterface>(op.getOperation()).getIterationDomain(rewriter))
    extents.push_back(range.size);
  indices.resize(extents.size());
  return success();
}

/// Finds the place of `result`, counted in row-major order, in the loops that
/// are parallel.
void ThreadReduction::findPlace(Value result) {
  SmallVector<OpFoldResult> sizes;
  for (unsigned loop : parallels)
    sizes.push_back(extents[loop]);
  if (sizes.size() == 1)
    indices[parallels.front()] = result;
  else if (!sizes.empty())
    for (auto [loop, place] :
         llvm::zip_equal(parallels, affine::AffineDelinearizeIndexOp::create(
                                        rewriter, loc, result, sizes)
                                        .getResults()))
      indices[loop] = place;
}

SmallVector<Value> ThreadReduction::getPlace(OpBuilder &builder,
                                             OpOperand &operand) {
  AffineMap map = op.getMatchingIndexingMap(&operand);
  SmallVector<Value> place;
  for (unsigned result = 0; result < map.getNumResults(); ++result)
    place.push_back(getValueOrCreateConstantIndexOp(
        builder, loc,
        affine::makeComposedFoldedAffineApply(builder, loc,
                                              map.getSubMap({result}),
                                              getAsOpFoldResult(indices))));
  return place;
}

Value ThreadReduction::readInit(OpBuilder &builder, unsigned result) {
  OpOperand &init = *op.getDpsInitOperand(result);
  return memref::LoadOp::create(builder, loc, init.get(),
                                getPlace(builder, init));
}

void ThreadReduction::store(OpBuilder &builder, unsigned result, Value value) {
  OpOperand &init = *op.getDpsInitOperand(result);
  memref::StoreOp::create(builder, loc, value, init.get(),
                          getPlace(builder, init));
}

/// Rounds a product that is added to an accumulator with the sum, once.
void ThreadReduction::contract(OpBuilder &builder, SmallVector<Value> &values) {
  for (Value &value : values) {
    auto sum = value.getDefiningOp<arith::AddFOp>();
    if (!sum || !isa<Float32Type, Float64Type>(sum.getType()))
      continue;
    for (auto [side, other] : {std::pair(sum.getLhs(), sum.getRhs()),
                               std::pair(sum.getRhs(), sum.getLhs())}) {
      auto product = side.getDefiningOp<arith::MulFOp>();
      if (!product || !product->hasOneUse() || !sum->use_empty())
        continue;
      value = math::FmaOp::create(builder, loc, product.getLhs(),
                                  product.getRhs(), other);
      rewriter.eraseOp(sum);
      rewriter.eraseOp(product);
      break;
    }
  }
}

/// What the body makes of accumulators at the place of the indices.
SmallVector<Value> ThreadReduction::compute(OpBuilder &builder,
                                            ValueRange accumulators) {
  IRMapping mapping;
  for (OpOperand *input : op.getDpsInputOperands()) {
    Value value = input->get();
    if (isa<MemRefType>(value.getType()))
      value = memref::LoadOp::create(builder, loc, value,
                                     getPlace(builder, *input));
    mapping.map(op.getMatchingBlockArgument(input), value);
  }
  mapping.map(op.getRegionOutputArgs(), accumulators);
  Block *body = op.getBlock();
  for (Operation &each : body->without_terminator()) {
    if (auto place = dyn_cast<linalg::IndexOp>(each))
      mapping.map(place.getResult(), indices[place.getDim()]);
    else
      builder.clone(each, mapping);
  }
  return llvm::map_to_vector(
      body->getTerminator()->getOperands(),
      [&](Value value) { return mapping.lookupOrDefault(value); });
}

/// What a thread adds to `starts`.
SmallVector<Value> ThreadReduction::accumulate(OpBuilder &builder,
                                               ValueRange starts) {
  SmallVector<OpFoldResult> steps = extents;
  if (share.lanes > 1) {
    AffineExpr lane0 = builder.getAffineDimExpr(0);
    AffineExpr extent = builder.getAffineSymbolExpr(0);
    steps[share.loop] = affine::makeComposedFoldedAffineApply(
        builder, loc,
        (extent - lane0 + (share.lanes - 1)).floorDiv(share.lanes),
        {lane, extents[share.loop]});
  }
  SumLoops sums{reductions, steps, indices, starts, findSums(op)};
  return buildSums(
      builder, loc, std::move(sums), [&](OpBuilder &nested, ValueRange inner) {
        Value step = indices[share.loop];
        if (share.lanes > 1) {
          AffineExpr lane0 = nested.getAffineDimExpr(0);
          indices[share.loop] = getValueOrCreateConstantIndexOp(
              nested, loc,
              affine::makeComposedFoldedAffineApply(
                  nested, loc, nested.getAffineDimExpr(1) * share.lanes + lane0,
                  {lane, step}));
        }
        SmallVector<Value> values = compute(nested, inner);
        contract(nested, values);
        indices[share.loop] = step;
        return values;
      });
}

/// What the lanes have accumulated of each result, from the neutral element on;
/// that where `isInside` is false.
SmallVector<Value> ThreadReduction::shareLanes(Value isInside) {
  SmallVector<Value> neutrals;
  for (unsigned result = 0; result < op.getNumDpsInits(); ++result)
    neutrals.push_back(arith::ConstantOp::create(
        rewriter, loc, *arith::getNeutralElement(getCombiner(op, result))));
  auto choice = scf::IfOp::create(
      rewriter, loc, isInside,
      [&](OpBuilder &nested, Location) {
        scf::YieldOp::create(nested, loc, accumulate(nested, neutrals));
      },
      [&](OpBuilder &nested, Location) {
        scf::YieldOp::create(nested, loc, neutrals);
      });
  return llvm::to_vector_of<Value>(choice.getResults());
}

/// The first lane's own is joined with that of all others.
Value ThreadReduction::joinLanes(Operation *combiner, Value own) {
  auto space = gpu::AddressSpaceAttr::get(rewriter.getContext(),
                                          gpu::AddressSpace::Workgroup);
  Value shared = kernel.addWorkgroupAttribution(
      MemRefType::get({blockThreads}, own.getType(), AffineMap(), space), loc);
  memref::StoreOp::create(rewriter, loc, own, shared, thread);
  for (int64_t half = share.lanes / 2; half > 0; half /= 2) {
    gpu::BarrierOp::create(rewriter, loc);
    Value distance = index(half);
    auto choice =
        scf::IfOp::create(rewriter, loc, isBelow(rewriter, lane, distance),
                          /*hasElse=*/false);
    OpBuilder nested = choice.getThenBodyBuilder();
    Value other = arith::AddIOp::create(nested, loc, thread, distance);
    Value joined =
        emitCombiner(nested, loc, combiner,
                     memref::LoadOp::create(nested, loc, shared, thread),
                     memref::LoadOp::create(nested, loc, shared, other));
    memref::StoreOp::create(nested, loc, joined, shared, thread);
  }
  return shared;
}

/// Computes result number `result` by the threads of which it is, if there are
/// `count` at least.
void ThreadReduction::writeResult(Value result, Value count) {
  findPlace(result);
  unsigned results = op.getNumDpsInits();
  Value isInside = isBelow(rewriter, result, count);
  if (share.lanes == 1) {
    auto choice = scf::IfOp::create(rewriter, loc, isInside, /*hasElse=*/false);
    OpBuilder nested = choice.getThenBodyBuilder();
    SmallVector<Value> starts;
    for (unsigned number = 0; number < results; ++number)
      starts.push_back(readInit(nested, number));
    for (auto [number, value] : llvm::enumerate(accumulate(nested, starts)))
      store(nested, number, value);
    return;
  }
  SmallVector<Value> own = shareLanes(isInside), shared;
  for (unsigned number = 0; number < results; ++number)
    shared.push_back(joinLanes(getCombiner(op, number), own[number]));
  Value isFirst = arith::CmpIOp::create(rewriter, loc, arith::CmpIPredicate::eq,
                                        lane, index(0));
  auto choice = scf::IfOp::create(
      rewriter, loc, arith::AndIOp::create(rewriter, loc, isInside, isFirst),
      /*hasElse=*/false);
  OpBuilder nested = choice.getThenBodyBuilder();
  for (unsigned number = 0; number < results; ++number)
    store(nested, number,
          emitCombiner(
              nested, loc, getCombiner(op, number), readInit(nested, number),
              memref::LoadOp::create(nested, loc, shared[number], thread)));
  // The next result's lanes are written behind.
  gpu::BarrierOp::create(rewriter, loc);
}

LogicalResult ThreadReduction::write() {
  rewriter.setInsertionPoint(op);
  if (failed(findLoops()))
    return failure();
  share = chooseShare(op);
  thread = gpu::ThreadIdOp::create(rewriter, loc, gpu::Dimension::x);
  Value count = index(1), first = thread;
  for (unsigned loop : parallels)
    count = arith::MulIOp::create(
        rewriter, loc, count,
        getValueOrCreateConstantIndexOp(rewriter, loc, extents[loop]));
  if (share.lanes > 1) {
    lane = arith::RemUIOp::create(rewriter, loc, thread, index(share.lanes));
    first = arith::DivUIOp::create(rewriter, loc, thread, index(share.lanes));
  }
  // All threads go around as often, so that they meet at barriers.
  auto loop = scf::ForOp::create(rewriter, loc, index(0), count,
                                 index(blockThreads / share.lanes));
  rewriter.setInsertionPointToStart(loop.getBody());
  writeResult(
      arith::AddIOp::create(rewriter, loc, loop.getInductionVar(), first),
      count);
  rewriter.eraseOp(op);
  return success();
}

LogicalResult reduceByThreads(RewriterBase &rewriter, gpu::GPUFuncOp kernel,
                              linalg::LinalgOp op) {
  return ThreadReduction(rewriter, kernel, op).write();
}

} // namespace ag
