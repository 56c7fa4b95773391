//===- ShardRule.cpp - how an op goes along a mesh ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Sharding/ShardRule.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallBitVector.h"

using llvm::ArrayRef;
using llvm::Error;
using llvm::Twine;

namespace ag {

bool hasLoop(const ShardRule::Places &places, unsigned loop) {
  return llvm::any_of(places, [&](ArrayRef<unsigned> loops) {
    return llvm::is_contained(loops, loop);
  });
}

bool takesSeveral(const ShardRule &rule) {
  return llvm::count_if(rule.operands, [](const auto &operand) {
           return operand && !operand->empty();
         }) > 1;
}

ShardStrategy doNothing(const ShardRule &rule) {
  ShardStrategy strategy;
  strategy.loops.resize(rule.loops.size());
  strategy.groups.resize(rule.groups.size());
  return strategy;
}

namespace {
/// Computes the states of one op under a strategy.
class StateFinder {
public:
  StateFinder(const ShardRule &rule, const ShardStrategy &strategy,
              const Mesh &mesh)
      : rule(rule), strategy(strategy), mesh(mesh) {}

  llvm::Expected<ShardStates> find();

private:
  Error checkAxes() const;
  Error checkAxis(unsigned axis, llvm::SmallBitVector &seen) const;
  Error checkLoops() const;
  Error place(const ShardRule::Places &places, ShardState &state) const;
  Error checkMinor(ArrayRef<unsigned> loops) const;
  Error combineLoops(unsigned number, ShardStates &states) const;
  Error passGroups(ShardStates &states) const;

  const ShardRule &rule;
  const ShardStrategy &strategy;
  const Mesh &mesh;
};
} // namespace

Error StateFinder::checkAxis(unsigned axis, llvm::SmallBitVector &seen) const {
  if (axis >= seen.size())
    return llvm::createStringError("there is no axis " + Twine(axis));
  if (seen.test(axis))
    return llvm::createStringError("axis '" + mesh.getAxes()[axis].name +
                                   "' does two things");
  seen.set(axis);
  return Error::success();
}

Error StateFinder::checkAxes() const {
  if (strategy.loops.size() != rule.loops.size() ||
      strategy.groups.size() != rule.groups.size())
    return llvm::createStringError(
        "this is of " + Twine(strategy.loops.size()) + " loops and " +
        Twine(strategy.groups.size()) + " groups; expected " +
        Twine(rule.loops.size()) + " and " + Twine(rule.groups.size()));
  llvm::SmallBitVector seen(mesh.getAxes().size());
  for (ArrayRef<unsigned> axes : strategy.loops)
    for (unsigned axis : axes)
      if (Error error = checkAxis(axis, seen))
        return error;
  for (ArrayRef<unsigned> axes : strategy.groups) {
    if (!llvm::is_sorted(axes))
      return llvm::createStringError("the axes of a group are not in order");
    for (unsigned axis : axes)
      if (Error error = checkAxis(axis, seen))
        return error;
  }
  return Error::success();
}

/// Returns true if the parts are known to be equal.
static bool isEven(const ShardRule::Loop &loop, int64_t parts) {
  return loop.extent.value_or(loop.divisor) % parts == 0;
}

Error StateFinder::checkLoops() const {
  for (const auto &[number, loop] : llvm::enumerate(rule.loops)) {
    if (loop.isWhole && !strategy.loops[number].empty())
      return llvm::createStringError("all of loop " + Twine(number) +
                                     " is needed at once");
    if (!loop.extent && !isEven(loop, mesh.getSize(strategy.loops[number])))
      return llvm::createStringError(
          "loop " + Twine(number) +
          " is split, but not known to be a multiple of its parts");
  }
  return Error::success();
}

/// Returns an error if a rank's part of a dimension that combines these loops
/// would not be contiguous.
Error StateFinder::checkMinor(ArrayRef<unsigned> loops) const {
  std::optional<unsigned> partly;
  for (unsigned number : loops) {
    int64_t parts = mesh.getSize(strategy.loops[number]);
    std::optional<int64_t> extent = rule.loops[number].extent;
    if (parts > 1 && partly)
      return llvm::createStringError(
          "loop " + Twine(number) + " is split, but loop " + Twine(*partly) +
          " in front of it not into single elements");
    if (!isEven(rule.loops[number], parts))
      return llvm::createStringError(
          "loop " + Twine(number) + ", of several in a dimension, is split " +
          "into " + Twine(parts) + " parts that are not known to be equal");
    if (extent != parts && !partly)
      partly = number;
  }
  return Error::success();
}

Error StateFinder::place(const ShardRule::Places &places,
                         ShardState &state) const {
  for (ArrayRef<unsigned> loops : places) {
    AxisList &axes = state.dims.emplace_back();
    if (loops.size() > 1)
      if (Error error = checkMinor(loops))
        return error;
    for (unsigned number : loops)
      llvm::append_range(axes, strategy.loops[number]);
  }
  return Error::success();
}

static Error makePartial(ShardState &state, ArrayRef<unsigned> axes,
                         Monoid monoid) {
  if (axes.empty())
    return Error::success();
  if (state.monoid && state.monoid != monoid)
    return llvm::createStringError("a " + spell(*state.monoid) + " and a " +
                                   spell(monoid) + " meet in one tensor");
  state.monoid = monoid;
  llvm::append_range(state.partial, axes);
  llvm::sort(state.partial);
  return Error::success();
}

/// Makes result `number` partial along the axes that split loops which the
/// result does not have.
Error StateFinder::combineLoops(unsigned number, ShardStates &states) const {
  const ShardRule::Result &result = rule.results[number];
  for (unsigned loop = 0; loop < rule.loops.size(); ++loop) {
    ArrayRef<unsigned> axes = strategy.loops[loop];
    if (axes.empty() || hasLoop(result.places, loop))
      continue;
    if (!result.combiner)
      return llvm::createStringError("nothing combines what parts of loop " +
                                     Twine(loop) + " make of result " +
                                     Twine(number));
    if (Error error =
            makePartial(states.results[number], axes, *result.combiner))
      return error;
    if (result.start)
      if (Error error = makePartial(*states.operands[*result.start], axes,
                                    *result.combiner))
        return error;
  }
  return Error::success();
}

Error StateFinder::passGroups(ShardStates &states) const {
  for (auto [group, axes] : llvm::zip_equal(rule.groups, strategy.groups)) {
    for (unsigned operand : group.operands)
      if (Error error =
              makePartial(*states.operands[operand], axes, group.monoid))
        return error;
    for (unsigned result : group.results)
      if (Error error = makePartial(states.results[result], axes, group.monoid))
        return error;
  }
  return Error::success();
}

llvm::Expected<ShardStates> StateFinder::find() {
  if (Error error = checkAxes())
    return error;
  if (Error error = checkLoops())
    return error;
  ShardStates states;
  for (const std::optional<ShardRule::Places> &places : rule.operands) {
    states.operands.emplace_back();
    if (!places)
      continue;
    if (Error error = place(*places, states.operands.back().emplace()))
      return error;
  }
  for (const ShardRule::Result &result : rule.results)
    if (Error error = place(result.places, states.results.emplace_back()))
      return error;
  for (unsigned number = 0; number < rule.results.size(); ++number)
    if (Error error = combineLoops(number, states))
      return error;
  if (Error error = passGroups(states))
    return error;
  return states;
}

llvm::Expected<ShardStates> findStates(const ShardRule &rule,
                                       const ShardStrategy &strategy,
                                       const Mesh &mesh) {
  return StateFinder(rule, strategy, mesh).find();
}

} // namespace ag
