//===- ThreadSums.cpp - reductions by the threads of a block --------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ThreadSums.h"
#include "PlacedOp.h"
#include "ThreadProducts.h"
#include "ag/Phases/Common/BlockTiles.h"
#include "ag/Phases/Common/Combiners.h"
#include "ag/Phases/Common/SumBlocks.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;

namespace ag {

namespace {
/// Emits the reduction of one op.
class ThreadReduction {
public:
  ThreadReduction(RewriterBase &rewriter, ThreadMemory &memory,
                  linalg::LinalgOp op)
      : rewriter(rewriter), memory(memory), op(op), loc(op.getLoc()),
        at(rewriter, op) {}

  void write();

private:
  void writeResult(Value result, Value count);
  SmallVector<Value> accumulate(OpBuilder &builder, ValueRange starts);
  SmallVector<Value> shareLanes(Value isInside);
  Value joinLanes(Operation *combiner, Value own);
  Value index(int64_t value) {
    return arith::ConstantIndexOp::create(rewriter, loc, value);
  }
  Value isBelow(OpBuilder &builder, Value a, Value b) {
    return arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ult, a, b);
  }

  RewriterBase &rewriter;
  ThreadMemory &memory;
  linalg::LinalgOp op;
  Location loc;
  PlacedOp at;
  ThreadShare share;
  SmallVector<unsigned> parallels, reductions;
  Value thread, lane;
};
} // namespace

/// Returns `starts` combined with the thread's elements.
SmallVector<Value> ThreadReduction::accumulate(OpBuilder &builder,
                                               ValueRange starts) {
  SmallVector<OpFoldResult> steps = at.extents;
  if (share.lanes > 1) {
    AffineExpr lane0 = builder.getAffineDimExpr(0);
    AffineExpr extent = builder.getAffineSymbolExpr(0);
    steps[share.loop] = affine::makeComposedFoldedAffineApply(
        builder, loc,
        (extent - lane0 + (share.lanes - 1)).floorDiv(share.lanes),
        {lane, at.extents[share.loop]});
  }
  SumLoops sums{reductions, steps, at.indices, starts, findSums(op)};
  return buildSums(
      builder, loc, std::move(sums), [&](OpBuilder &nested, ValueRange inner) {
        Value step = at.indices[share.loop];
        if (share.lanes > 1) {
          AffineExpr lane0 = nested.getAffineDimExpr(0);
          at.indices[share.loop] = getValueOrCreateConstantIndexOp(
              nested, loc,
              affine::makeComposedFoldedAffineApply(
                  nested, loc, nested.getAffineDimExpr(1) * share.lanes + lane0,
                  {lane, step}));
        }
        SmallVector<Value> inputs = llvm::map_to_vector(
            op.getDpsInputOperands(),
            [&](OpOperand *input) { return at.read(nested, *input); });
        SmallVector<Value> values = at.compute(nested, inputs, inner);
        at.indices[share.loop] = step;
        return values;
      });
}

/// Returns the values that the lanes have accumulated for each result, from the
/// neutral element on. Returns the neutral element if `isInside` is false.
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

/// Combines the values of all lanes. Returns the total to the first lane, and
/// partial values to the others. The shared memory can be reused afterwards.
Value ThreadReduction::joinLanes(Operation *combiner, Value own) {
  Value shared = memory.get({blockThreads}, own.getType(), /*number=*/0, loc);
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
  Value all = memref::LoadOp::create(rewriter, loc, shared, thread);
  gpu::BarrierOp::create(rewriter, loc);
  return all;
}

/// Computes the result with number `result`, by the threads that share it, if
/// it is less than `count`.
void ThreadReduction::writeResult(Value result, Value count) {
  at.setPlace(rewriter, parallels, result);
  Value isInside = isBelow(rewriter, result, count);
  if (share.lanes == 1) {
    auto choice = scf::IfOp::create(rewriter, loc, isInside, /*hasElse=*/false);
    OpBuilder nested = choice.getThenBodyBuilder();
    at.writeResults(nested, accumulate(nested, at.readInits(nested)));
    return;
  }
  SmallVector<Value> all = shareLanes(isInside);
  for (auto [number, value] : llvm::enumerate(all))
    value = joinLanes(getCombiner(op, number), value);
  Value isFirst = arith::CmpIOp::create(rewriter, loc, arith::CmpIPredicate::eq,
                                        lane, index(0));
  auto choice = scf::IfOp::create(
      rewriter, loc, arith::AndIOp::create(rewriter, loc, isInside, isFirst),
      /*hasElse=*/false);
  OpBuilder nested = choice.getThenBodyBuilder();
  SmallVector<Value> results = at.readInits(nested);
  for (auto [number, value] : llvm::enumerate(results))
    value =
        emitCombiner(nested, loc, getCombiner(op, number), value, all[number]);
  at.writeResults(nested, results);
}

void ThreadReduction::write() {
  op.getParallelDims(parallels);
  op.getReductionDims(reductions);
  share = chooseShare(op);
  thread = gpu::ThreadIdOp::create(rewriter, loc, gpu::Dimension::x);
  Value count = at.countPlaces(rewriter, parallels), first = thread;
  if (share.lanes > 1) {
    lane = arith::RemUIOp::create(rewriter, loc, thread, index(share.lanes));
    first = arith::DivUIOp::create(rewriter, loc, thread, index(share.lanes));
  }
  // All threads run equally many iterations, so that they meet at barriers.
  auto loop = scf::ForOp::create(rewriter, loc, index(0), count,
                                 index(blockThreads / share.lanes));
  rewriter.setInsertionPointToStart(loop.getBody());
  writeResult(
      arith::AddIOp::create(rewriter, loc, loop.getInductionVar(), first),
      count);
  rewriter.eraseOp(op);
}

void reduceByThreads(RewriterBase &rewriter, ThreadMemory &memory,
                     linalg::LinalgOp op) {
  if (std::optional<BlockProduct> product = findBlockProduct(op))
    multiplyByThreads(rewriter, memory, op, *product);
  else
    ThreadReduction(rewriter, memory, op).write();
}

} // namespace ag
