//===- CheckpointLoops.cpp - loops that save few iter_args ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Regions/CheckpointLoops.h"
#include "DifferentiateRemarks.h"
#include "Regions/LoopCount.h"
#include "Regions/RegionTags.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "ag/Dialect/AG/IR/Requests/Gradients.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Phases/Common/CountInIndex.h"
#include "ag/Phases/Common/IndexMath.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/PatternMatch.h"

using namespace mlir;

namespace ag {

namespace {
/// Returns the number of iterations of a chunk.
FailureOr<int64_t> readMark(Operation *op, Attribute mark) {
  auto number = dyn_cast<IntegerAttr>(mark);
  if (!number || !number.getValue().isSignedIntN(64) ||
      !number.getValue().isStrictlyPositive())
    return emitError(op->getLoc())
           << checkpointAttrName << " is " << mark
           << ", expected a positive number of iterations";
  if (!isa<scf::ForOp>(op))
    return emitError(op->getLoc()) << checkpointAttrName << " is on an "
                                   << op->getName() << ", expected an scf.for";
  return number.getValue().getSExtValue();
}

void explain(scf::ForOp loop, std::optional<int64_t> iterations,
             int64_t every) {
  PassRemarks::InFlight remark =
      differentiateRemarks.passed(loop, "checkpoint");
  if (!iterations) {
    remark << remark::add(
                  "the iter_args of one iteration in {0} are saved, and "
                  "of {0} more while these are reversed; all "
                  "iterations run once more",
                  every)
           << remark::metric("every", every);
    return;
  }
  int64_t atOnce =
      llvm::divideCeil(*iterations, every) + std::min(*iterations, every);
  remark << remark::add("the iter_args of one iteration in {0} are saved, of "
                        "{1} at once instead of {2}; all iterations run once "
                        "more",
                        every, atOnce, *iterations)
         << remark::metric("every", every) << remark::metric("at_once", atOnce)
         << remark::metric("iterations", *iterations);
}

class LoopCheckpoints {
public:
  LoopCheckpoints(scf::ForOp loop, int64_t every)
      : loop(loop), every(every), rewriter(loop.getContext()) {}

  void run() {
    rewriter.setInsertionPoint(loop);
    LoopCount count = *LoopCount::of(loop);
    iterations = count.countIterations(rewriter);
    explain(loop, getConstantIntValue(iterations), every);
    IndexMath math(rewriter, loop.getLoc());
    auto parts =
        scf::ForOp::create(rewriter, loop.getLoc(), math.number(0), iterations,
                           math.number(every), loop.getInitArgs());
    fillPart(parts, count);
    rewriter.replaceOp(loop, parts.getResults());
  }

private:
  void fillPart(scf::ForOp parts, LoopCount count) {
    Location loc = loop.getLoc();
    Block *body = parts.getBody();
    if (!body->empty())
      rewriter.eraseOp(&body->back());
    rewriter.setInsertionPointToStart(body);
    Value inPart = countInPart(parts.getInductionVar());
    auto region = RegionOp::create(
        rewriter, loc, loop.getResultTypes(), "checkpoint", ValueRange(),
        /*vjp=*/nullptr, /*surrogate=*/false, /*checkpoint=*/true,
        /*backward=*/false, /*fuse=*/nullptr);
    scf::YieldOp::create(rewriter, loc, region.getOutputs());
    rewriter.setInsertionPointToStart(&region.getBody().emplaceBlock());
    scf::ForOp inner = makeSteps(parts, inPart, count);
    YieldOp::create(rewriter, loc, inner.getResults());
    isolate(region);
  }

  /// Returns the number of iterations of the chunk that begins with iteration
  /// `first`. The last chunk may be shorter.
  Value countInPart(Value first) {
    IndexMath math(rewriter, loop.getLoc());
    Value all = math.number(every);
    std::optional<int64_t> known = getConstantIntValue(iterations);
    if (every == 1 || (known && *known % every == 0))
      return all;
    return math.smaller(all, math.subtract(iterations, first));
  }

  /// Creates the loop over the iterations of a chunk, with the original's body.
  scf::ForOp makeSteps(scf::ForOp parts, Value inPart, LoopCount count) {
    Location loc = loop.getLoc();
    IndexMath math(rewriter, loc);
    auto inner = scf::ForOp::create(rewriter, loc, math.number(0), inPart,
                                    math.number(1), parts.getRegionIterArgs());
    Block *body = inner.getBody();
    if (!body->empty())
      rewriter.eraseOp(&body->back());
    OpBuilder::InsertionGuard guard(rewriter);
    rewriter.setInsertionPointToStart(body);
    Value iteration =
        math.add(parts.getInductionVar(), inner.getInductionVar());
    SmallVector<Value> arguments{count.indexOf(iteration, rewriter)};
    llvm::append_range(arguments, inner.getRegionIterArgs());
    rewriter.mergeBlocks(loop.getBody(), body, arguments);
    return inner;
  }

  scf::ForOp loop;
  int64_t every;
  IRRewriter rewriter;
  Value iterations;
};
} // namespace

LogicalResult checkpointLoops(func::FuncOp function) {
  SmallVector<std::pair<scf::ForOp, int64_t>> loops;
  WalkResult result = function.walk([&](Operation *op) -> WalkResult {
    Attribute mark = op->getAttr(checkpointAttrName);
    if (!mark)
      return WalkResult::advance();
    FailureOr<int64_t> every = readMark(op, mark);
    if (failed(every))
      return WalkResult::interrupt();
    loops.push_back({cast<scf::ForOp>(op), *every});
    return WalkResult::advance();
  });
  if (result.wasInterrupted())
    return failure();
  // Inner loops come first.
  for (auto [loop, every] : loops) {
    if (failed(countInIndex(loop)))
      return failure();
    // A loop that still counts in another type is too wide for index; it cannot
    // be reversed.
    if (loop.getInductionVar().getType().isIndex())
      LoopCheckpoints(loop, every).run();
  }
  return success();
}

} // namespace ag
