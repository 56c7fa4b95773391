//===- ReverseLoop.cpp - counted loops in reverse -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ReverseLoop.h"
#include "LoopCount.h"
#include "ag/Interfaces/RegionFlow.h"
#include "ag/Phases/Common/IndexMath.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace ag {
namespace {
class LoopPullback {
public:
  LoopPullback(LoopCount count, Reverse &reverse)
      : count(count), op(count.loop), reverse(reverse),
        captures(reverse.findCaptures(op)) {}

  LogicalResult run() {
    if (!findCarried())
      return reverse.refuse(op, "it does not tell what its turns hand on");
    OpBuilder &builder = reverse.builder();
    Location loc = op->getLoc();
    Value turns = count.countTurns(builder);
    IndexMath math(builder, loc);
    reversed = scf::ForOp::create(builder, loc, math.number(0), turns,
                                  math.number(1), makeStarts());
    if (failed(reverseBody(turns)))
      return failure();
    for (auto [number, each] : llvm::enumerate(carried))
      reverse.add(each.init->get(), {reversed.getResult(number)});
    for (auto [capture, sum] : llvm::zip_equal(
             captures, reversed.getResults().drop_front(carried.size())))
      reverse.add(capture, {sum});
    return success();
  }

private:
  /// What the loop carries and is active; false if it carries in another way.
  bool findCarried() {
    for (BlockArgument argument : count.loop.getRegionIterArgs()) {
      auto each = getCarried(argument);
      if (!each || !each->yielded || !each->result)
        return false;
      if (reverse.isActive(argument) || reverse.isActive(each->result))
        carried.push_back(*each);
    }
    return true;
  }

  /// The cotangents of what the loop ends with, and what those of captures are
  /// so far.
  SmallVector<Value> makeStarts() {
    SmallVector<Value> starts;
    for (const CarriedValue &each : carried)
      starts.push_back(reverse.takeOrZeros(each.result, op));
    for (Value capture : captures)
      starts.push_back(reverse.takeOrZeros(capture, op));
    return starts;
  }

  LogicalResult reverseBody(Value turns) {
    OpBuilder &builder = reverse.builder();
    OpBuilder::InsertionGuard guard(builder);
    Location loc = op->getLoc();
    Block *to = reversed.getBody(),
          *from = &count.getIndex().getParentRegion()->front();
    if (!to->empty())
      to->back().erase();
    builder.setInsertionPointToStart(to);
    IndexMath math(builder, loc);
    Value last = math.subtract(turns, math.number(1));
    Value turn = math.subtract(last, reversed.getInductionVar());
    ReversedBlock block{from, to, turn, count.indexOf(turn, builder)};
    SmallVector<Value> handedOn, wanted;
    for (const CarriedValue &each : carried) {
      handedOn.push_back(each.yielded->get());
      wanted.push_back(each.argument);
    }
    llvm::append_range(wanted, captures);
    SmallVector<Value> arguments(reversed.getRegionIterArgs());
    auto cotangents = reverse.run(
        *from, handedOn, ArrayRef(arguments).take_front(carried.size()),
        captures, ArrayRef(arguments).drop_front(carried.size()), wanted);
    if (failed(cotangents))
      return failure();
    reverse.blocks.push_back(block);
    for (auto [cotangent, value] : llvm::zip_equal(*cotangents, wanted))
      if (!cotangent)
        cotangent = reverse.zeroSum(value, op);
    scf::YieldOp::create(builder, loc, *cotangents);
    return success();
  }

  LoopCount count;
  Operation *op;
  Reverse &reverse;
  SmallVector<Value> captures;
  SmallVector<CarriedValue> carried;
  scf::ForOp reversed;
};
} // namespace

LogicalResult pullBackLoop(LoopLikeOpInterface loop, Reverse &reverse) {
  auto count = LoopCount::of(loop);
  if (!count)
    return reverse.refuse(loop, "it is no loop that counts by one index");
  return LoopPullback(*count, reverse).run();
}

} // namespace ag
