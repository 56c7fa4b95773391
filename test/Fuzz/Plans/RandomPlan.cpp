//===- RandomPlan.cpp - ways to share a program among ranks ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "RandomPlan.h"
#include "ag/Analysis/Entry/EntrySignature.h"
#include "ag/Analysis/Sharding/ShardRules.h"
#include "ag/Analysis/Sizes/SizeMultiples.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "ag/Dialect/AG/IR/Sharding/ShardStates.h"
#include "ag/Interfaces/Flow/RegionFlow.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/EquivalenceClasses.h"
#include <map>
#include <numeric>
#include <random>

using namespace mlir;

namespace ag {
namespace {
class PlanMaker {
public:
  PlanMaker(MeshAttr attr, PlanChoice choice)
      : attr(attr), mesh(attr.getMesh()), choice(choice), chance(choice.seed) {}

  void plan(func::FuncOp function);
  uint64_t getSteps() const { return steps; }

private:
  const std::vector<ShardStrategy> &listStrategies(Operation *op,
                                                   const ShardRule &rule);
  const std::vector<ShardState> &listStates(ArrayRef<int64_t> divisors);
  void planArguments(func::FuncOp function);
  void planResults(func::FuncOp function);
  void planOp(Operation *op);
  void planRegions(Operation *op);
  SmallVector<int64_t> findDivisors(Value value) const;
  Attribute drawState(Type type, ArrayRef<int64_t> divisors);
  template <typename T> const T &pick(const std::vector<T> &list) {
    steps = std::max<uint64_t>(steps, list.size());
    uint64_t number = choice.step ? *choice.step : chance();
    return list[number % list.size()];
  }

  MeshAttr attr;
  Mesh mesh;
  PlanChoice choice;
  std::mt19937_64 chance;
  uint64_t steps = 1;
  std::vector<ShardStrategy> strategies;
  std::map<SmallVector<int64_t>, std::vector<ShardState>> states;
  std::optional<SizeMultiples> multiples;
  llvm::DenseMap<StringAttr, Attribute> parameters;
};
} // namespace

/// Returns all legal strategies. Each axis does nothing, splits a loop before
/// or after its other axes, or shards a group.
const std::vector<ShardStrategy> &
PlanMaker::listStrategies(Operation *op, const ShardRule &rule) {
  strategies = {doNothing(rule)};
  for (unsigned axis = 0; axis < mesh.getAxes().size(); ++axis) {
    std::vector<ShardStrategy> more;
    for (const ShardStrategy &each : strategies) {
      more.push_back(each);
      for (unsigned loop = 0; loop < rule.loops.size(); ++loop) {
        more.push_back(each);
        more.back().loops[loop].push_back(axis);
        if (each.loops[loop].empty())
          continue;
        more.push_back(each);
        more.back().loops[loop].insert(more.back().loops[loop].begin(), axis);
      }
      for (unsigned group = 0; choice.hasGroups && group < rule.groups.size();
           ++group) {
        more.push_back(each);
        more.back().groups[group].push_back(axis);
      }
    }
    strategies = std::move(more);
  }
  llvm::erase_if(strategies, [&](const ShardStrategy &each) {
    auto found = findStates(rule, each, mesh);
    bool isLegal = bool(found);
    llvm::consumeError(found.takeError());
    return !isLegal;
  });
  return strategies;
}

/// Returns all states whose parts divide `divisors`.
const std::vector<ShardState> &
PlanMaker::listStates(ArrayRef<int64_t> divisors) {
  auto [known, isNew] = states.try_emplace(SmallVector<int64_t>(divisors));
  if (!isNew)
    return known->second;
  std::vector<ShardState> list = {wholeState(divisors.size())};
  for (unsigned axis = 0; axis < mesh.getAxes().size(); ++axis) {
    std::vector<ShardState> more = list;
    for (const ShardState &each : list)
      for (auto [dim, divisor] : llvm::enumerate(divisors)) {
        more.push_back(each);
        more.back().dims[dim].push_back(axis);
        if (divisor % mesh.getSize(more.back().dims[dim]) != 0)
          more.pop_back();
      }
    list = std::move(more);
  }
  return known->second = std::move(list);
}

/// Returns the divisors of a value's dimensions. Static dimensions, which may
/// be padded, have the divisor 0.
SmallVector<int64_t> PlanMaker::findDivisors(Value value) const {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  SmallVector<int64_t> divisors(type ? type.getRank() : 0, 0);
  for (unsigned dim = 0; dim < divisors.size(); ++dim)
    if (type.isDynamicDim(dim))
      divisors[dim] = multiples->getDivisor(value, dim);
  return divisors;
}

Attribute PlanMaker::drawState(Type type, ArrayRef<int64_t> divisors) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor)
    return UnitAttr::get(attr.getContext());
  return makeSharding(pick(listStates(divisors)), tensor, attr);
}

void PlanMaker::planOp(Operation *op) {
  std::optional<OpShardRule> own = findShardRule(op);
  if (!own)
    return;
  multiples->tell(op, *own);
  const ShardStrategy &strategy = pick(listStrategies(op, own->rule));
  op->setAttr(strategyAttrName,
              StrategyAttr::get(attr.getContext(),
                                nameAxisLists(strategy.loops, attr),
                                nameAxisLists(strategy.groups, attr)));
}

/// Plans an op with regions. Values that are forwarded to each other have one
/// state.
void PlanMaker::planRegions(Operation *op) {
  SmallVector<Value> values;
  for (Region &region : op->getRegions())
    for (Block &block : region)
      llvm::append_range(values, block.getArguments());
  llvm::append_range(values, op->getResults());
  llvm::EquivalenceClasses<Value> classes;
  bool isForwarded = isa<RegionBranchOpInterface>(op);
  for (Value value : values) {
    classes.insert(value);
    isForwarded &=
        !isa<RankedTensorType>(value.getType()) || !getSources(value).empty();
    for (OpOperand *source : getSources(value))
      for (Value target : getTargets(*source))
        classes.unionSets(value, target);
  }
  if (!isForwarded)
    return;
  // The common divisors of each class
  llvm::DenseMap<Value, SmallVector<int64_t>> divisors;
  for (Value value : values) {
    SmallVector<int64_t> own = findDivisors(value);
    auto &common =
        divisors.try_emplace(classes.getLeaderValue(value), own).first->second;
    for (auto [all, one] : llvm::zip_equal(common, own))
      all = std::gcd(all, one);
  }
  llvm::DenseMap<Value, Attribute> drawn;
  SmallVector<Attribute> all;
  for (Value value : values) {
    Value leader = classes.getLeaderValue(value);
    Attribute &state = drawn[leader];
    if (!state)
      state = drawState(value.getType(), divisors[leader]);
    all.push_back(state);
  }
  op->setAttr(plannedAttrName, ArrayAttr::get(attr.getContext(), all));
}

/// Draws states of the arguments. Callers pass sizes that are multiples of the
/// parts.
void PlanMaker::planArguments(func::FuncOp function) {
  for (auto [number, type] : llvm::enumerate(function.getArgumentTypes()))
    if (auto tensor = dyn_cast<RankedTensorType>(type)) {
      SmallVector<int64_t> any(tensor.getRank(), 0);
      function.setArgAttr(number, plannedAttrName, drawState(type, any));
    }
  multiples.emplace(function, [&](unsigned argument, unsigned dim) {
    auto planned =
        function.getArgAttrOfType<ShardingAttr>(argument, plannedAttrName);
    return mesh.getSize(findAxes(planned.getAxesOf(dim), mesh));
  });
}

void PlanMaker::planResults(func::FuncOp function) {
  Operation *end = function.getBody().back().getTerminator();
  for (auto [number, type] : llvm::enumerate(function.getResultTypes()))
    if (isa<RankedTensorType>(type)) {
      auto alias =
          function.getResultAttrOfType<IntegerAttr>(number, aliasAttrName);
      function.setResultAttr(
          number, plannedAttrName,
          alias ? function.getArgAttr(alias.getInt(), plannedAttrName)
                : drawState(type, findDivisors(end->getOperand(number))));
    }
}

void PlanMaker::plan(func::FuncOp function) {
  planArguments(function);
  planResults(function);
  function.walk([&](Operation *op) {
    if (isa<func::FuncOp>(op))
      return;
    if (auto parameter = dyn_cast<ParameterOp>(op)) {
      Attribute &state = parameters[parameter.getNameAttr()];
      if (!state)
        state = drawState(parameter.getType(), findDivisors(parameter));
      op->setAttr(plannedAttrName, state);
    } else if (op->getNumRegions() > 0 && !findShardRule(op))
      planRegions(op);
    else
      planOp(op);
  });
}

uint64_t makePlan(ModuleOp module, MeshAttr mesh, PlanChoice choice) {
  PlanMaker maker(mesh, choice);
  for (auto function : module.getOps<func::FuncOp>())
    if (!function.isExternal())
      maker.plan(function);
  module->setAttr(plannedMeshAttrName, mesh);
  return maker.getSteps();
}

} // namespace ag
