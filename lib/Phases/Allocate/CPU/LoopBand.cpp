//===- LoopBand.cpp - nested loops, split into chunks ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "LoopBand.h"
#include "ag/Phases/Common/IndexMath.h"
#include "ag/Phases/Common/ParallelLoops.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;

namespace ag {
namespace {
/// Returns true if the loop's units can be counted before `outermost`.
bool isCountable(scf::ForOp loop, scf::ForOp outermost) {
  auto isKnown = [&](Value bound) {
    return !outermost->isAncestor(bound.getParentBlock()->getParentOp());
  };
  return loop->hasAttr(parallelAttrName) && loop.getConstantStep() &&
         isKnown(loop.getLowerBound()) && isKnown(loop.getUpperBound());
}

/// Returns the only loop in the body of `loop`, or null. Other ops there must
/// have no effect, so that they may be repeated.
scf::ForOp getOnlyLoop(scf::ForOp loop) {
  scf::ForOp only;
  for (Operation &op : loop.getBody()->without_terminator()) {
    auto nested = dyn_cast<scf::ForOp>(op);
    if (nested && !only)
      only = nested;
    else if (!isMemoryEffectFree(&op))
      return nullptr;
  }
  return only;
}
} // namespace

std::optional<LoopBand> LoopBand::find(scf::ForOp outermost) {
  if (!isCountable(outermost, outermost))
    return std::nullopt;
  LoopBand band;
  for (scf::ForOp loop = outermost; loop && isCountable(loop, outermost);
       loop = getOnlyLoop(loop))
    band.levels.push_back({loop, nullptr, nullptr});
  return band;
}

Value LoopBand::countUnits(OpBuilder &builder) {
  Value total;
  for (Level &level : llvm::reverse(levels)) {
    scf::ForOp loop = level.loop;
    Location loc = loop.getLoc();
    IndexMath math(builder, loc);
    Value from = loop.getLowerBound(), to = loop.getUpperBound();
    Value one = math.number(1), zero = math.number(0);
    Value isThere = math.compare(arith::CmpIPredicate::slt, from, to);
    Value whole =
        math.divide(math.subtract(to, from),
                    math.number(loop.getConstantStep()->getSExtValue()));
    level.units = math.select(isThere, math.greater(whole, one), zero);
    level.inside = total ? math.greater(total, one) : one;
    total = total ? math.multiply(level.units, total) : level.units;
  }
  return total;
}

void LoopBand::restrictTo(Value first, Value end) {
  restrictLevel(0, first, end);
}

/// Restricts one loop, and the loops inside of it, to units that are counted
/// through all of them.
void LoopBand::restrictLevel(unsigned number, Value first, Value end) {
  auto &[loop, units, inside] = levels[number];
  OpBuilder builder(loop);
  IndexMath math(builder, loop.getLoc());
  Value from = loop.getLowerBound(), to = loop.getUpperBound();
  Value step = math.number(loop.getConstantStep()->getSExtValue());
  auto placeOf = [&](Value unit) {
    return math.add(from, math.multiply(unit, step));
  };
  Value last = math.divideUp(end, inside);
  Value isAll = math.compare(arith::CmpIPredicate::eq, last, units);
  // The units are inside the loop's bounds. Repeating these gives a bound to
  // buffers whose size depends on the index.
  loop.setLowerBound(math.greater(placeOf(math.divide(first, inside)), from));
  loop.setUpperBound(math.smaller(math.select(isAll, to, placeOf(last)), to));
  if (number + 1 == levels.size())
    return;
  OpBuilder nested(levels[number + 1].loop);
  IndexMath each(nested, loop.getLoc());
  Value unit = each.divide(each.subtract(loop.getInductionVar(), from), step);
  unit = each.smaller(unit, each.subtract(units, each.number(1)));
  Value before = each.multiply(unit, inside);
  restrictLevel(number + 1,
                each.greater(each.subtract(first, before), each.number(0)),
                each.smaller(each.subtract(end, before), inside));
}

} // namespace ag
