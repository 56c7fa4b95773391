//===- CountWhiles.cpp - while loops as counted ones ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "CountWhiles.h"
#include "ag/Dialect/AG/IR/Gradients.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;

namespace ag {
namespace {
/// The loop with one more value that is carried: how many turns it has had,
/// which it ends with.
Value countTurns(scf::WhileOp loop, OpBuilder &builder) {
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
  return counting.getResults().back();
}

/// The ops of a block but its terminator, on `arguments`; what the terminator's
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

LogicalResult countWhile(scf::WhileOp loop) {
  OpBuilder builder(loop);
  Location loc = loop.getLoc();
  FailureOr<Value> turns = limitTurns(loop, countTurns(loop, builder), builder);
  if (failed(turns))
    return failure();
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
  Value one = arith::ConstantIndexOp::create(builder, loc, 1);
  // The condition is in front of what it hands on.
  constexpr unsigned handedOn = 1;
  auto counted = scf::ForOp::create(
      builder, loc, zero, *turns, one, loop.getInits(),
      [&](OpBuilder &nested, Location, Value, ValueRange carried) {
        SmallVector<Value> values =
            repeat(*loop.getBeforeBody(), carried, handedOn, nested);
        scf::YieldOp::create(nested, loc,
                             repeat(*loop.getAfterBody(), values, 0, nested));
      });
  loop.replaceAllUsesWith(
      repeat(*loop.getBeforeBody(), counted.getResults(), handedOn, builder));
  loop.erase();
  return success();
}
} // namespace

FailureOr<bool> countWhiles(func::FuncOp function, const Activity &activity) {
  SmallVector<scf::WhileOp> loops;
  function.walk([&](scf::WhileOp loop) {
    if (activity.isActive(loop))
      loops.push_back(loop);
  });
  // Inner ones come first, and are repeated as they are then.
  for (scf::WhileOp loop : loops)
    if (failed(countWhile(loop)))
      return failure();
  return !loops.empty();
}

} // namespace ag
