//===- IterArgSizes.cpp - sizes of iter_args that do not change -----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Regions/IterArgSizes.h"

using namespace mlir;

namespace ag {
using Variable = ValueBoundsConstraintSet::Variable;

/// Returns the loop that has `tensor` as a result or iter_arg, and its number
/// there. The loop is null if there is none.
static std::pair<LoopLikeOpInterface, unsigned> findLoop(Value tensor) {
  if (auto result = dyn_cast<OpResult>(tensor))
    return {dyn_cast<LoopLikeOpInterface>(result.getOwner()),
            result.getResultNumber()};
  auto argument = cast<BlockArgument>(tensor);
  auto loop = dyn_cast<LoopLikeOpInterface>(argument.getOwner()->getParentOp());
  if (!loop)
    return {};
  auto carried = loop.getRegionIterArgs();
  auto found = llvm::find(carried, argument);
  if (found == carried.end())
    return {};
  return {loop, found - carried.begin()};
}

Variable IterArgSizes::startFor(AffineMap map, const ValueDimList &operands) {
  SmallVector<Variable> starts;
  for (auto [value, dim] : operands) {
    Value start = dim ? findStart(value, *dim) : nullptr;
    starts.emplace_back(start ? start : value, dim);
  }
  return Variable(map, starts);
}

/// Returns true if the tensor that is yielded for iter_arg `number` has the
/// size of the init operand, provided that all dimensions in `kept` keep their
/// sizes.
bool IterArgSizes::follows(LoopLikeOpInterface loop, unsigned number,
                           int64_t dim) {
  auto isKnown = [&](Value value, std::optional<int64_t> ofDim,
                     ValueBoundsConstraintSet &) {
    return !loop->isAncestor(value.getParentBlock()->getParentOp()) ||
           (ofDim && findStart(value, *ofDim));
  };
  AffineMap map;
  ValueDimList operands;
  if (failed(ValueBoundsConstraintSet::computeBound(
          map, operands, presburger::BoundType::EQ,
          Variable(loop.getYieldedValues()[number], dim), isKnown)))
    return false;
  auto areEqual = ValueBoundsConstraintSet::areEqual(
      startFor(map, operands), Variable(loop.getInits()[number], dim));
  return succeeded(areEqual) && *areEqual;
}

/// Finds the dimensions of the loop's iter_args whose sizes do not change.
void IterArgSizes::findKept(LoopLikeOpInterface loop, Dims &dims) {
  for (auto [number, start] : llvm::enumerate(loop.getInits()))
    if (auto type = dyn_cast<RankedTensorType>(start.getType()))
      for (int64_t dim = 0; dim < type.getRank(); ++dim)
        dims.insert({number, dim});
  while (dims.remove_if(
      [&](auto place) { return !follows(loop, place.first, place.second); })) {
  }
}

Value IterArgSizes::findStart(Value tensor, int64_t dim) {
  auto [loop, number] = findLoop(tensor);
  // The results of an scf.while need not correspond to its iter_args.
  if (!loop || !loop.getLoopInductionVars() ||
      loop.getYieldedValues().size() != loop.getInits().size())
    return nullptr;
  auto [found, isNew] = kept.try_emplace(loop);
  if (isNew)
    findKept(loop, found->second);
  return found->second.contains({number, dim}) ? loop.getInits()[number]
                                               : nullptr;
}

} // namespace ag
