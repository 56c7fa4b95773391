//===- CountWhiles.cpp - while loops as counted ones ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Regions/CountWhiles.h"
#include "Regions/LoopCount.h"
#include "Regions/TripLimit.h"
#include "ag/Dialect/AG/IR/Requests/Gradients.h"
#include "ag/Dialect/AG/IR/Sizes/FirstSizes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/IRMapping.h"

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
/// that the former is. If there is no ag.max_trips, the loop's condition may
/// have a limit.
FailureOr<Value> limitIterations(scf::WhileOp loop, Value iterations,
                                 OpBuilder &builder) {
  Attribute attribute = loop->getAttr(maxTripsAttrName);
  Location loc = loop.getLoc();
  if (!attribute) {
    std::optional<int64_t> most = findTripLimit(loop);
    if (!most)
      return iterations;
    Value limit = arith::ConstantIndexOp::create(builder, loc, *most);
    return Value(arith::MinSIOp::create(builder, loc, iterations, limit));
  }
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

/// An iter_arg that decides alone when its loop ends: it starts from a number,
/// each iteration adds a constant, and the loop goes on while it is less than a
/// bound.
struct Counter {
  unsigned number;
  LoopCount count;
};

/// Returns `value` if it is defined outside of the loop, or its constant.
std::optional<OpFoldResult> getOuterNumber(Value value, scf::WhileOp loop) {
  OpFoldResult number = getAsOpFoldResult(value);
  if (isa<Value>(number) && !loop.isDefinedOutsideOfLoop(value))
    return std::nullopt;
  return number;
}

std::optional<Counter> findCounter(scf::WhileOp loop) {
  auto compared =
      loop.getConditionOp().getCondition().getDefiningOp<arith::CmpIOp>();
  if (!compared)
    return std::nullopt;
  Value less = compared.getLhs(), bound = compared.getRhs();
  if (compared.getPredicate() == arith::CmpIPredicate::sgt)
    std::swap(less, bound);
  else if (compared.getPredicate() != arith::CmpIPredicate::slt)
    return std::nullopt;
  auto before = dyn_cast<BlockArgument>(less);
  if (!before || before.getOwner() != loop.getBeforeBody() ||
      !before.getType().isIndex())
    return std::nullopt;
  auto upper = getOuterNumber(bound, loop);
  std::optional<int64_t> step = findStep(before, loop);
  if (!upper || !step)
    return std::nullopt;
  unsigned number = before.getArgNumber();
  return Counter{number,
                 {loop, getAsOpFoldResult(loop.getInits()[number]), *upper,
                  Builder(loop.getContext()).getIndexAttr(*step)}};
}

/// Returns true if the trip count is the same in all iterations of the loops
/// around.
bool isKnownOutside(const Counter &counter) {
  for (auto outer = counter.count.loop->getParentOfType<LoopLikeOpInterface>();
       outer; outer = outer->getParentOfType<LoopLikeOpInterface>())
    for (OpFoldResult number : {counter.count.lower, counter.count.upper})
      if (auto value = dyn_cast<Value>(number);
          value && !outer.isDefinedOutsideOfLoop(value))
        return false;
  return true;
}

/// A while loop and its trip count, which follows from its counter, or which a
/// copy of the loop counts.
struct Counting {
  scf::WhileOp loop, counting;
  std::optional<Counter> counter;
  Value iterations;
};

/// Replaces the counter by what it is in each iteration of the scf.for, and
/// after that.
void replaceCounter(const Counting &of, scf::ForOp counted) {
  Counter counter = *of.counter;
  OpBuilder builder = OpBuilder::atBlockBegin(counted.getBody());
  counted.getRegionIterArg(counter.number)
      .replaceAllUsesWith(
          counter.count.indexOf(counted.getInductionVar(), builder));
  builder.setInsertionPointAfter(counted);
  counted.getResult(counter.number)
      .replaceAllUsesWith(counter.count.indexOf(of.iterations, builder));
}

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
  if (of.counter)
    replaceCounter(of, counted);
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
  return !loop->hasAttr(maxTripsAttrName) && !findTripLimit(loop) &&
         loop->getParentOfType<LoopLikeOpInterface>();
}

} // namespace

FailureOr<CountedWhiles> countWhiles(func::FuncOp function,
                                     const Activity &activity) {
  SmallVector<Counting> loops;
  // Outer loops are copied first, while inner loops are unchanged: the copy
  // runs each inner loop once, and not a second time to count its iterations.
  WalkResult result =
      function.walk<WalkOrder::PreOrder>([&](scf::WhileOp loop) -> WalkResult {
        if (!activity.isActive(loop))
          return WalkResult::advance();
        OpBuilder builder(loop);
        Counting made{loop, nullptr, findCounter(loop), nullptr};
        if (made.counter && isKnownOutside(*made.counter)) {
          made.iterations = made.counter->count.countIterations(builder);
        } else {
          made.counter.reset();
          made.counting = countIterations(loop, builder);
          // The copy needs no iter_arg of which only the size is read.
          useFirstSizes(made.counting);
          made.iterations = made.counting.getResults().back();
        }
        FailureOr<Value> iterations =
            limitIterations(loop, made.iterations, builder);
        if (failed(iterations))
          return WalkResult::interrupt();
        made.iterations = *iterations;
        loops.push_back(made);
        return WalkResult::advance();
      });
  if (result.wasInterrupted())
    return failure();
  CountedWhiles counted{!loops.empty(), {}};
  // Inner loops are replaced first, so that outer ones contain their counted
  // forms.
  for (const Counting &each : llvm::reverse(loops)) {
    bool isTwice = each.counting && isRunAgain(each.loop);
    SmallVector<Value> results = writeCounted(each);
    if (isTwice)
      noteKnown(each.counting, results, counted.known);
  }
  return counted;
}

} // namespace ag
