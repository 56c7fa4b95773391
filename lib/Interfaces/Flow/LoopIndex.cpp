//===- LoopIndex.cpp - the loop whose index a value is --------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Interfaces/Flow/LoopIndex.h"
#include "ag/Interfaces/Flow/RegionFlow.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace ag {

/// Returns the upper bound of `value` where `condition` holds, if it is the
/// same in each iteration, else std::nullopt.
static std::optional<OpFoldResult> findEnd(Value value, Value condition,
                                           LoopLikeOpInterface loop) {
  if (auto both = condition.getDefiningOp<arith::AndIOp>()) {
    auto end = findEnd(value, both.getLhs(), loop);
    return end ? end : findEnd(value, both.getRhs(), loop);
  }
  auto compare = condition.getDefiningOp<arith::CmpIOp>();
  if (!compare)
    return std::nullopt;
  Value less = compare.getLhs(), end = compare.getRhs();
  if (compare.getPredicate() == arith::CmpIPredicate::sgt)
    std::swap(less, end);
  else if (compare.getPredicate() != arith::CmpIPredicate::slt)
    return std::nullopt;
  if (less != value || !loop.isDefinedOutsideOfLoop(end))
    return std::nullopt;
  return end;
}

/// Returns the index that a condition forwards to the iterations of `loop`, as
/// in scf.while. It may begin and grow in any way.
static std::optional<LoopIndex> findIndexByCondition(BlockArgument argument,
                                                     LoopLikeOpInterface loop) {
  if (!argument.getType().isIndex())
    return std::nullopt;
  SmallVector<OpOperand *> sources = getSources(argument);
  if (sources.size() != 1)
    return std::nullopt;
  Value condition = getCondition(*argument.getParentRegion());
  auto end = condition ? findEnd(sources.front()->get(), condition, loop)
                       : std::nullopt;
  if (!end)
    return std::nullopt;
  return LoopIndex{loop, std::nullopt, end, std::nullopt};
}

std::optional<LoopIndex> findLoopIndex(Value value) {
  auto argument = dyn_cast<BlockArgument>(value);
  auto loop =
      argument
          ? dyn_cast<LoopLikeOpInterface>(argument.getOwner()->getParentOp())
          : nullptr;
  auto indices = loop ? loop.getLoopInductionVars() : std::nullopt;
  if (!indices || !llvm::is_contained(*indices, value))
    return loop ? findIndexByCondition(argument, loop) : std::nullopt;
  size_t number = llvm::find(*indices, value) - indices->begin();
  auto take = [&](std::optional<SmallVector<OpFoldResult>> all) {
    return all ? std::optional((*all)[number]) : std::nullopt;
  };
  // No interface has a method for unsigned comparison.
  auto counted = dyn_cast<scf::ForOp>(loop.getOperation());
  if (counted && counted.getUnsignedCmp())
    return LoopIndex{loop, std::nullopt, std::nullopt,
                     take(loop.getLoopSteps())};
  return LoopIndex{loop, take(loop.getLoopLowerBounds()),
                   take(loop.getLoopUpperBounds()), take(loop.getLoopSteps())};
}

} // namespace ag
