//===- CountWhiles.cpp - while loops as counted ones ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Regions/CountWhiles.h"
#include "ag/Dialect/AG/IR/Requests/Gradients.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/SCF/Transforms/Transforms.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/Transforms/LoopInvariantCodeMotionUtils.h"

using namespace mlir;

namespace ag {
namespace {
/// Returns a copy of the loop with a further iter_arg and result: the number of
/// iterations so far, and the trip count.
scf::WhileOp countIterations(scf::WhileOp loop, OpBuilder &builder) {
  Location loc = loop.getLoc();
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
  SmallVector<Value> inits(loop.getInits());
  inits.push_back(zero);
  SmallVector<Type> types(loop.getResultTypes());
  types.push_back(zero.getType());
  auto counting = scf::WhileOp::create(builder, loc, types, inits);
  IRMapping mapping;
  loop.getBefore().cloneInto(&counting.getBefore(), mapping);
  loop.getAfter().cloneInto(&counting.getAfter(), mapping);
  Value before = counting.getBefore().addArgument(zero.getType(), loc);
  Value after = counting.getAfter().addArgument(zero.getType(), loc);
  counting.getConditionOp().getArgsMutable().append(before);
  OpBuilder::InsertionGuard guard(builder);
  scf::YieldOp yield = counting.getYieldOp();
  builder.setInsertionPoint(yield);
  Value one = arith::ConstantIndexOp::create(builder, loc, 1);
  Value next = arith::AddIOp::create(builder, loc, after, one);
  yield.getResultsMutable().append(next);
  return counting;
}

/// Clones the ops of a block except its terminator, on `arguments`. Returns the
/// values of the terminator's operands from `first` on.
SmallVector<Value> repeat(Block &block, ValueRange arguments, unsigned first,
                          OpBuilder &builder) {
  IRMapping mapping;
  mapping.map(block.getArguments(), arguments);
  for (Operation &op : block.without_terminator())
    builder.clone(op, mapping);
  return llvm::map_to_vector(
      block.getTerminator()->getOperands().drop_front(first),
      [&](Value value) { return mapping.lookupOrDefault(value); });
}

/// Returns the smaller of `iterations` and ag.max_trips, and emits an assertion
/// that the former is. Returns `iterations` if there is no ag.max_trips.
FailureOr<Value> limitIterations(scf::WhileOp loop, Value iterations,
                                 OpBuilder &builder) {
  Attribute attribute = loop->getAttr(maxTripsAttrName);
  if (!attribute)
    return iterations;
  Location loc = loop.getLoc();
  auto number = dyn_cast<IntegerAttr>(attribute);
  if (!number || !number.getValue().isSignedIntN(64) ||
      number.getValue().isNegative())
    return emitError(loc) << maxTripsAttrName << " is " << attribute
                          << ", expected a non-negative number of iterations";
  int64_t most = number.getValue().getSExtValue();
  Value limit = arith::ConstantIndexOp::create(builder, loc, most);
  Value fits = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::sle,
                                     iterations, limit);
  std::string message = ("a loop has more iterations than " + maxTripsAttrName +
                         " allows, " + Twine(most))
                            .str();
  cf::AssertOp::create(builder, loc, fits, message);
  return Value(arith::MinSIOp::create(builder, loc, iterations, limit));
}

/// Moves the ops of a block except its terminator to the end of `body`, where
/// `arguments` replace its arguments. Returns the terminator's operands from
/// `first` on.
SmallVector<Value> move(Block &block, ValueRange arguments, unsigned first,
                        Block &body) {
  for (auto [argument, value] :
       llvm::zip_equal(block.getArguments(), arguments))
    argument.replaceAllUsesWith(value);
  Operation *end = block.getTerminator();
  body.getOperations().splice(body.end(), block.getOperations(), block.begin(),
                              end->getIterator());
  return llvm::to_vector(end->getOperands().drop_front(first));
}

/// A while loop, its copy that counts the iterations, and the trip count.
struct Counting {
  scf::WhileOp loop, counting;
  Value iterations;
};

/// Replaces the loop by an scf.for of `iterations` iterations. Returns the
/// values that replace its results.
SmallVector<Value> writeCounted(const Counting &of) {
  scf::WhileOp loop = of.loop;
  OpBuilder builder(loop);
  Location loc = loop.getLoc();
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
  Value one = arith::ConstantIndexOp::create(builder, loc, 1);
  auto counted = scf::ForOp::create(builder, loc, zero, of.iterations, one,
                                    loop.getInits());
  // The condition is the first operand, before those that are forwarded.
  constexpr unsigned forwarded = 1;
  SmallVector<Value> results =
      repeat(*loop.getBeforeBody(), counted.getResults(), forwarded, builder);
  Block &body = *counted.getBody();
  if (!body.empty())
    body.back().erase();
  SmallVector<Value> values =
      move(*loop.getBeforeBody(), counted.getRegionIterArgs(), forwarded, body);
  SmallVector<Value> next = move(*loop.getAfterBody(), values, 0, body);
  builder.setInsertionPointToEnd(&body);
  scf::YieldOp::create(builder, loc, next);
  loop.replaceAllUsesWith(results);
  loop.erase();
  return results;
}

/// Adds the results of an scf.for, and the equal ones of the loop that counted.
/// Skips values from outside that the loop only forwards.
void noteKnown(scf::WhileOp counting, ArrayRef<Value> results,
               SmallVectorImpl<std::pair<Value, Value>> &known) {
  for (auto [value, same] : llvm::zip(results, counting->getResults())) {
    Operation *op = value.getDefiningOp();
    if (op && op->getBlock() == counting->getBlock() &&
        counting->isBeforeInBlock(op))
      known.push_back({value, same});
  }
}

/// Returns true if the loop runs again in reverse. This is so in another loop,
/// if nothing bounds the slots that its saved values need in each iteration of
/// that.
bool isRunAgain(scf::WhileOp loop) {
  return !loop->hasAttr(maxTripsAttrName) &&
         loop->getParentOfType<LoopLikeOpInterface>();
}

/// Moves constants to before the loop, and other ops with the same results in
/// each iteration if they are in the block that decides whether there is one:
/// that block always runs.
void moveInvariant(scf::WhileOp loop) {
  Region *before = &loop.getBefore();
  moveLoopInvariantCode(
      loop.getLoopRegions(),
      [&](Value value, Region *) { return loop.isDefinedOutsideOfLoop(value); },
      [&](Operation *op, Region *region) {
        return op->hasTrait<OpTrait::ConstantLike>() ||
               (region == before && isPure(op));
      },
      [&](Operation *op, Region *) { loop.moveOutOfLoop(op); });
}

/// Replaces active while loops that only compare a counter with a bound by
/// scf.for, whose trip count follows from the bound. Returns true if there are
/// any. A loop with ag.max_trips, which limits its stacks, stays as it is.
bool uplift(func::FuncOp function, const Activity &activity) {
  SmallVector<scf::WhileOp> loops;
  function.walk([&](scf::WhileOp loop) {
    if (activity.isActive(loop) && !loop->hasAttr(maxTripsAttrName))
      loops.push_back(loop);
  });
  IRRewriter rewriter(function.getContext());
  bool any = false;
  for (scf::WhileOp loop : loops) {
    moveInvariant(loop);
    rewriter.setInsertionPoint(loop);
    any |= succeeded(scf::upliftWhileToForLoop(rewriter, loop));
  }
  return any;
}
} // namespace

FailureOr<CountedWhiles> countWhiles(func::FuncOp function,
                                     const Activity &activity) {
  bool anyUplifted = uplift(function, activity);
  SmallVector<Counting> loops;
  // Outer loops are copied first, while inner loops are unchanged: the copy
  // runs each inner loop once, and not a second time to count its iterations.
  WalkResult result =
      function.walk<WalkOrder::PreOrder>([&](scf::WhileOp loop) -> WalkResult {
        if (!activity.isActive(loop))
          return WalkResult::advance();
        OpBuilder builder(loop);
        scf::WhileOp counting = countIterations(loop, builder);
        FailureOr<Value> iterations =
            limitIterations(loop, counting.getResults().back(), builder);
        if (failed(iterations))
          return WalkResult::interrupt();
        loops.push_back({loop, counting, *iterations});
        return WalkResult::advance();
      });
  if (result.wasInterrupted())
    return failure();
  CountedWhiles counted{anyUplifted || !loops.empty(), {}};
  // Inner loops are replaced first, so that outer ones contain their counted
  // forms.
  for (const Counting &each : llvm::reverse(loops)) {
    bool isTwice = isRunAgain(each.loop);
    SmallVector<Value> results = writeCounted(each);
    if (isTwice)
      noteKnown(each.counting, results, counted.known);
  }
  return counted;
}

} // namespace ag
