//===- ReverseLoop.cpp - counted loops in reverse -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Reverse/ReverseLoop.h"
#include "Regions/LoopCount.h"
#include "ag/Interfaces/Flow/RegionFlow.h"
#include "ag/Interfaces/PrimitiveOps.h"
#include "ag/Interfaces/StructuredOp.h"
#include "ag/Phases/Common/IndexMath.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace ag {
namespace {
/// Returns true if the program may select one of several floats.
bool mayChoose(const ScalarProgram &program) {
  return llvm::any_of(program.nodes(), [](const ScalarNode &node) {
    return node.kind == ScalarNode::Apply && isFloat(node.type) &&
           llvm::is_contained(
               {Primitive::Select, Primitive::Max, Primitive::Min},
               node.primitive);
  });
}

/// Returns true if active ops in the regions of `loop` may ignore elements of
/// their operands. The cotangents that an iteration computes then have gaps.
bool mayLeaveOut(Operation *loop, const Reverse &reverse) {
  WalkResult walk = loop->walk([&](Operation *op) {
    auto isActive = [&](Value value) { return reverse.isActive(value); };
    if (op->getNumResults() > 0 && llvm::none_of(op->getResults(), isActive))
      return WalkResult::advance();
    bool isOne = op != loop && isChoice(op);
    if (auto program = programOf(op)) {
      isOne = mayChoose(*program);
    } else if (isa<DifferentiableOpInterface>(op)) {
      isOne = true;
    } else if (auto structured = dyn_cast<StructuredOpInterface>(op)) {
      Spec spec = structured.getSpec();
      isOne = mayChoose(spec.body) ||
              (spec.combiner && mayChoose(*spec.combiner)) ||
              !llvm::all_of(spec.inputs, [](const SpecInput &input) {
                return input.map.isProjectedPermutation();
              });
    }
    return isOne ? WalkResult::interrupt() : WalkResult::advance();
  });
  return walk.wasInterrupted();
}

class LoopPullback {
public:
  LoopPullback(LoopCount count, Reverse &reverse)
      : count(count), op(count.loop), reverse(reverse),
        captures(reverse.findCaptures(op)) {}

  LogicalResult run() {
    if (!findCarried())
      return reverse.refuse(
          op, "it does not yield the next value of each iter_arg");
    OpBuilder &builder = reverse.builder();
    Location loc = op->getLoc();
    Value iterations = count.countIterations(builder);
    IndexMath math(builder, loc);
    Value first = math.number(0), step = math.number(1);
    SmallVector<Value> starts = makeStarts();
    bool dropsValues = llvm::any_of(carried, [](const CarriedValue &each) {
      return each.argument.use_empty();
    });
    if (dropsValues || mayLeaveOut(op, reverse))
      reverse.noteGaps();
    reversed =
        scf::ForOp::create(builder, loc, first, iterations, step, starts);
    if (failed(reverseBody(iterations)))
      return failure();
    for (auto [number, each] : llvm::enumerate(carried))
      reverse.add(each.init->get(), {reversed.getResult(number)});
    if (!isEntered())
      reverse.noteGaps();
    for (auto [capture, sum] : llvm::zip_equal(
             captures, reversed.getResults().drop_front(carried.size())))
      reverse.add(capture, {sum});
    return success();
  }

private:
  /// Returns true if there is at least one iteration, which reads the loop's
  /// operands.
  bool isEntered() const {
    auto lower = getConstantIntValue(count.lower),
         upper = getConstantIntValue(count.upper);
    return lower && upper && *lower < *upper;
  }

  /// Finds the active iter_args. Returns false if the loop forwards values
  /// otherwise.
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

  /// Returns the cotangents of the loop's results, and the sums of the
  /// captures' cotangents so far.
  SmallVector<Value> makeStarts() {
    SmallVector<Value> starts;
    for (const CarriedValue &each : carried)
      starts.push_back(reverse.takeOrZeros(each.result, op));
    for (Value capture : captures)
      starts.push_back(reverse.takeOrZeros(capture, op));
    return starts;
  }

  LogicalResult reverseBody(Value iterations) {
    OpBuilder &builder = reverse.builder();
    OpBuilder::InsertionGuard guard(builder);
    Location loc = op->getLoc();
    Block *to = reversed.getBody(),
          *from = &count.getIndex().getParentRegion()->front();
    if (!to->empty())
      to->back().erase();
    builder.setInsertionPointToStart(to);
    IndexMath math(builder, loc);
    Value last = math.subtract(iterations, math.number(1));
    Value iteration = math.subtract(last, reversed.getInductionVar());
    ReversedBlock block{from, to, iteration, count.indexOf(iteration, builder)};
    SmallVector<Value> forwarded, wanted;
    for (const CarriedValue &each : carried) {
      forwarded.push_back(each.yielded->get());
      wanted.push_back(each.argument);
    }
    llvm::append_range(wanted, captures);
    SmallVector<Value> arguments(reversed.getRegionIterArgs());
    auto cotangents = reverse.run(
        *from, forwarded, ArrayRef(arguments).take_front(carried.size()),
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
    return reverse.refuse(loop,
                          "it is not a loop with one index and known bounds");
  return LoopPullback(*count, reverse).run();
}

} // namespace ag
