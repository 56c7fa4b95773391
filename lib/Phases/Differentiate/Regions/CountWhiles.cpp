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
#include "mlir/IR/IRMapping.h"

using namespace mlir;

namespace ag {
namespace {
/// The loop with one more value that is carried: how many turns it has had,
/// which it ends with.
scf::WhileOp countTurns(scf::WhileOp loop, OpBuilder &builder) {
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

/// A copy of a block but its terminator, on `arguments`; what the terminator's
/// operands from `first` on are.
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

/// The least of `turns` and what ag.max_trips says, if it says anything.
FailureOr<Value> limitTurns(scf::WhileOp loop, Value turns,
                            OpBuilder &builder) {
  Attribute attribute = loop->getAttr(maxTripsAttrName);
  if (!attribute)
    return turns;
  Location loc = loop.getLoc();
  auto number = dyn_cast<IntegerAttr>(attribute);
  if (!number || !number.getValue().isSignedIntN(64) ||
      number.getValue().isNegative())
    return emitError(loc) << maxTripsAttrName << " is " << attribute
                          << ", expected a number of turns, from 0 on";
  int64_t most = number.getValue().getSExtValue();
  Value limit = arith::ConstantIndexOp::create(builder, loc, most);
  Value fits = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::sle,
                                     turns, limit);
  std::string message = ("a loop has more turns than " + maxTripsAttrName +
                         " says, " + Twine(most))
                            .str();
  cf::AssertOp::create(builder, loc, fits, message);
  return Value(arith::MinSIOp::create(builder, loc, turns, limit));
}

/// The ops of a block but its terminator, moved to the end of `body`, where its
/// arguments are `arguments`; what the terminator's operands from `first` on
/// are.
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

/// A while loop, the one that counts its turns, and how many they are.
struct Counting {
  scf::WhileOp loop, counting;
  Value turns;
};

/// Writes the loop with a body that runs `turns` times. What it ends with.
SmallVector<Value> writeCounted(const Counting &of) {
  scf::WhileOp loop = of.loop;
  OpBuilder builder(loop);
  Location loc = loop.getLoc();
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
  Value one = arith::ConstantIndexOp::create(builder, loc, 1);
  auto counted =
      scf::ForOp::create(builder, loc, zero, of.turns, one, loop.getInits());
  // The condition is in front of what it hands on.
  constexpr unsigned handedOn = 1;
  SmallVector<Value> results =
      repeat(*loop.getBeforeBody(), counted.getResults(), handedOn, builder);
  Block &body = *counted.getBody();
  if (!body.empty())
    body.back().erase();
  SmallVector<Value> values =
      move(*loop.getBeforeBody(), counted.getRegionIterArgs(), handedOn, body);
  SmallVector<Value> next = move(*loop.getAfterBody(), values, 0, body);
  builder.setInsertionPointToEnd(&body);
  scf::YieldOp::create(builder, loc, next);
  loop.replaceAllUsesWith(results);
  loop.erase();
  return results;
}

/// Adds what a loop ends with, and what the one that counts does. What is
/// handed on from outside of both is nobody's result.
void noteKnown(scf::WhileOp counting, ArrayRef<Value> results,
               SmallVectorImpl<std::pair<Value, Value>> &known) {
  for (auto [value, same] : llvm::zip(results, counting->getResults())) {
    Operation *op = value.getDefiningOp();
    if (op && op->getBlock() == counting->getBlock() &&
        counting->isBeforeInBlock(op))
      known.push_back({value, same});
  }
}

/// Whether nothing says how much room is enough for what is kept of it in each
/// iteration of a loop around it: it's run again in reverse.
bool isRunAgain(scf::WhileOp loop) {
  return !loop->hasAttr(maxTripsAttrName) &&
         loop->getParentOfType<LoopLikeOpInterface>();
}
} // namespace

FailureOr<CountedWhiles> countWhiles(func::FuncOp function,
                                     const Activity &activity) {
  SmallVector<Counting> loops;
  // Outer ones are counted first, while those inside are as they were: to count
  // an outer one runs each of these once, not once more to count it.
  WalkResult result =
      function.walk<WalkOrder::PreOrder>([&](scf::WhileOp loop) -> WalkResult {
        if (!activity.isActive(loop))
          return WalkResult::advance();
        OpBuilder builder(loop);
        scf::WhileOp counting = countTurns(loop, builder);
        FailureOr<Value> turns =
            limitTurns(loop, counting.getResults().back(), builder);
        if (failed(turns))
          return WalkResult::interrupt();
        loops.push_back({loop, counting, *turns});
        return WalkResult::advance();
      });
  if (result.wasInterrupted())
    return failure();
  CountedWhiles counted{!loops.empty(), {}};
  // Inner ones come first, and are repeated as they are then.
  for (const Counting &each : llvm::reverse(loops)) {
    bool isTwice = isRunAgain(each.loop);
    SmallVector<Value> results = writeCounted(each);
    if (isTwice)
      noteKnown(each.counting, results, counted.known);
  }
  return counted;
}

} // namespace ag
