//===- SpreadThreads.cpp - an element for each thread ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which thread of a block computes which element of an op?
//
// Elements are counted in row-major order. Thread t computes the elements t,
// t + blockThreads, and so on, so that neighbouring threads access neighbouring
// elements. If this takes divisions by unknown sizes, the threads are
// distributed over the loops instead, from the innermost one: a loop of 3 gets
// four lanes, and the loop around it the other 64.
//
// ThreadSums.h handles ops that reduce.
//
//===----------------------------------------------------------------------===//
#include "PlacedOp.h"
#include "ThreadSums.h"
#include "ag/Phases/Common/BlockTiles.h"
#include "ag/Phases/Lower/Passes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Interfaces/TilingInterface.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_SPREADTHREADSPASS
#include "ag/Phases/Lower/Passes.h.inc"

namespace {
/// Emits the loops over the elements of one op that a thread computes.
class ThreadLoops {
public:
  ThreadLoops(IRRewriter &rewriter, linalg::LinalgOp op)
      : rewriter(rewriter), op(op), loc(op.getLoc()), at(rewriter, op),
        thread(gpu::ThreadIdOp::create(rewriter, loc, gpu::Dimension::x)) {}

  LogicalResult write();

private:
  bool isDivisible() const;
  void countInOrder();
  void dealThreads();
  Value number(int64_t value) {
    return arith::ConstantIndexOp::create(rewriter, loc, value);
  }
  scf::ForOp beginLoop(Value first, Value end, Value step) {
    auto loop = scf::ForOp::create(rewriter, loc, first, end, step);
    rewriter.setInsertionPointToStart(loop.getBody());
    return loop;
  }

  IRRewriter &rewriter;
  linalg::LinalgOp op;
  Location loc;
  PlacedOp at;
  Value thread;
};

/// Returns true if all sizes are known by which an element's number is divided
/// to find its indices. A division by an unknown size takes tens of
/// instructions.
bool ThreadLoops::isDivisible() const {
  const auto *first = llvm::find_if(
      at.extents, [](OpFoldResult size) { return !isOneInteger(size); });
  return first == at.extents.end() ||
         llvm::all_of(llvm::make_range(first + 1, at.extents.end()),
                      [](OpFoldResult size) {
                        return getConstantIntValue(size).has_value();
                      });
}

void ThreadLoops::countInOrder() {
  auto loops = llvm::to_vector(llvm::seq<unsigned>(op.getNumLoops()));
  Value count = at.countPlaces(rewriter, loops);
  scf::ForOp loop = beginLoop(thread, count, number(blockThreads));
  at.setPlace(rewriter, loops, loop.getInductionVar());
}

/// Distributes the threads over the loops from the innermost one, in powers of
/// two.
void ThreadLoops::dealThreads() {
  Type i32 = rewriter.getI32Type();
  auto number32 = [&](int64_t value) -> Value {
    return arith::ConstantIntOp::create(rewriter, loc, i32, value);
  };
  Value id = arith::IndexCastOp::create(rewriter, loc, i32, thread);
  Value one = number32(1), bitsLeft = number32(llvm::Log2_64(blockThreads));
  SmallVector<Value> firsts, ends, steps, places;
  for (OpFoldResult extent : llvm::reverse(at.extents)) {
    Value size = getValueOrCreateConstantIndexOp(rewriter, loc, extent);
    Value last = arith::SubIOp::create(
        rewriter, loc, arith::IndexCastOp::create(rewriter, loc, i32, size),
        one);
    Value bits = arith::SubIOp::create(
        rewriter, loc, number32(32),
        math::CountLeadingZerosOp::create(rewriter, loc, last));
    bits = arith::MinUIOp::create(rewriter, loc, bits, bitsLeft);
    if (firsts.size() + 1 == at.extents.size())
      bits = bitsLeft;
    Value lanes = arith::ShLIOp::create(rewriter, loc, one, bits);
    Value mask = arith::SubIOp::create(rewriter, loc, lanes, one);
    auto toIndex = [&](Value value) -> Value {
      return arith::IndexCastOp::create(rewriter, loc, rewriter.getIndexType(),
                                        value);
    };
    firsts.push_back(toIndex(arith::AndIOp::create(rewriter, loc, id, mask)));
    steps.push_back(toIndex(lanes));
    ends.push_back(size);
    id = arith::ShRUIOp::create(rewriter, loc, id, bits);
    bitsLeft = arith::SubIOp::create(rewriter, loc, bitsLeft, bits);
  }
  for (auto [first, end, step] : llvm::zip_equal(
           llvm::reverse(firsts), llvm::reverse(ends), llvm::reverse(steps)))
    places.push_back(beginLoop(first, end, step).getInductionVar());
  at.indices = places;
}

/// Replaces the op by its body in loops. Fails, with an error, if it has no
/// code for one element.
LogicalResult ThreadLoops::write() {
  auto tileable = cast<TilingInterface>(op.getOperation());
  if (isDivisible())
    countInOrder();
  else
    dealThreads();
  if (failed(tileable.generateScalarImplementation(rewriter, loc, at.indices)))
    return op.emitError("has no code for one element");
  rewriter.eraseOp(op);
  return success();
}

/// Returns true if threads access memory in `op`, other than by linalg ops,
/// before which they wait.
bool touchesMemory(Operation &op) {
  return op
      .walk<WalkOrder::PreOrder>([](Operation *each) {
        if (isa<linalg::LinalgOp>(each))
          return WalkResult::skip();
        bool isLeaf = each->getNumRegions() == 0;
        return isLeaf && !isMemoryEffectFree(each) ? WalkResult::interrupt()
                                                   : WalkResult::advance();
      })
      .wasInterrupted();
}

/// Inserts barriers, at which threads wait until others have written or read
/// elements. There is one before the op, and one after it if threads access
/// memory before they wait again. In a loop or branch, which all threads enter
/// together, the op that follows may be an earlier one of the block.
void placeBarriers(linalg::LinalgOp op, IRRewriter &rewriter) {
  Block &block = *op->getBlock();
  bool isInside = !isa<gpu::GPUFuncOp>(op->getParentOp());
  bool isFirst = !isInside && llvm::none_of(llvm::make_range(block.begin(),
                                                             op->getIterator()),
                                            touchesMemory);
  auto behind = llvm::make_range(std::next(op->getIterator()), block.end());
  auto next = llvm::find_if(behind, [](Operation &each) {
    return isa<linalg::LinalgOp>(each) || touchesMemory(each);
  });
  bool isAwaited =
      isInside || (next != block.end() && !isa<linalg::LinalgOp>(*next));
  rewriter.setInsertionPoint(op);
  if (!isFirst)
    gpu::BarrierOp::create(rewriter, op.getLoc());
  rewriter.setInsertionPointAfter(op);
  if (isAwaited)
    gpu::BarrierOp::create(rewriter, op.getLoc());
}

LogicalResult spread(IRRewriter &rewriter, ThreadMemory &memory,
                     linalg::LinalgOp op) {
  if (!hasOneElementAPlace(op))
    return op.emitError("writes one element in several iterations of parallel "
                        "loops, or several elements in a reduction");
  placeBarriers(op, rewriter);
  rewriter.setInsertionPoint(op);
  if (op.getNumReductionLoops() == 0)
    return ThreadLoops(rewriter, op).write();
  reduceByThreads(rewriter, memory, op);
  return success();
}

struct SpreadThreadsPass
    : WithModels<impl::SpreadThreadsPassBase<SpreadThreadsPass>> {
  void runOnOperation() override {
    IRRewriter rewriter(&getContext());
    for (auto kernel : getOperation().getOps<gpu::GPUFuncOp>()) {
      SmallVector<linalg::LinalgOp> ops;
      kernel.walk([&](linalg::LinalgOp op) { ops.push_back(op); });
      ThreadMemory memory(kernel);
      for (linalg::LinalgOp op : ops) {
        if (failed(spread(rewriter, memory, op)))
          return signalPassFailure();
      }
    }
  }
};
} // namespace
} // namespace ag
