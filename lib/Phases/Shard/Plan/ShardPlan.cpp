//===- ShardPlan.cpp - a plan in a program's attributes -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Plan/ShardPlan.h"
#include "Partition/ForwardedStates.h"
#include "ag/Analysis/Entry/EntrySignature.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "ag/Dialect/AG/IR/Structured/Reduction.h"

using namespace mlir;

namespace ag {

static unsigned rankOf(Type type) {
  return cast<RankedTensorType>(type).getRank();
}

//===----------------------------------------------------------------------===//
// States
//===----------------------------------------------------------------------===//

const PlannedOp *ShardPlan::find(Operation *op) const {
  auto found = ops.find(op);
  return found == ops.end() ? nullptr : &found->second;
}

ShardState ShardPlan::getState(Value value) const {
  auto found = states.find(value);
  return found == states.end() ? wholeState(rankOf(value.getType()))
                               : found->second;
}

std::optional<ShardState> ShardPlan::getOperandState(OpOperand &operand) const {
  Operation *op = operand.getOwner();
  if (const PlannedOp *planned = find(op))
    return planned->states.operands[operand.getOperandNumber()];
  if (isa<func::ReturnOp>(op))
    return resultStates[operand.getOperandNumber()];
  SmallVector<Value> targets = findTakers(operand);
  return targets.empty() ? wholeState(rankOf(operand.get().getType()))
                         : getState(targets.front());
}

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

static FailureOr<AxisList> readAxes(Operation *op, ArrayRef<Attribute> axes,
                                    MeshAttr mesh) {
  if (countRanks(mesh, axes))
    return AxisList(findAxes(axes, mesh.getMesh()));
  return op->emitError("has axes in its plan that ")
         << mesh << " does not have";
}

FailureOr<ShardState> ShardPlan::readState(Operation *op, Type type,
                                           Attribute planned) const {
  auto sharding = dyn_cast<ShardingAttr>(planned);
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!sharding || !tensor || sharding.getSizes() != tensor.getShape())
    return op->emitError("has ")
           << plannedAttrName << " = " << planned << " of a " << type
           << ", expected an #ag.sharding of its sizes";
  ShardState state;
  for (int64_t dim = 0; dim < tensor.getRank(); ++dim) {
    FailureOr<AxisList> axes = readAxes(op, sharding.getAxesOf(dim), attr);
    if (failed(axes))
      return failure();
    state.dims.push_back(std::move(*axes));
  }
  FailureOr<AxisList> partial =
      readAxes(op, sharding.getPartial().getValue(), attr);
  if (failed(partial))
    return failure();
  state.partial = std::move(*partial);
  llvm::sort(state.partial);
  if (sharding.getKind())
    state.monoid = getMonoid(*sharding.getKind());
  return state;
}

/// Reports a dynamic dimension whose parts are not known to divide it, since it
/// cannot be padded.
LogicalResult ShardPlan::checkMultiples(Operation *op, Value value,
                                        const ShardState &state) const {
  auto tensor = cast<RankedTensorType>(value.getType());
  for (auto [dim, axes] : llvm::enumerate(state.dims))
    if (tensor.isDynamicDim(dim) &&
        getDivisor(value, dim) % mesh.getSize(axes) != 0)
      return op->emitError("splits dimension ")
             << dim << " of a " << tensor
             << ", which is not known to be a multiple of its parts";
  return success();
}

/// Callers pass multiples of the parts that dynamic dimensions are split into.
LogicalResult ShardPlan::readArguments(func::FuncOp function) {
  for (BlockArgument argument : function.getArguments()) {
    Attribute planned =
        function.getArgAttr(argument.getArgNumber(), plannedAttrName);
    if (!planned)
      continue;
    auto state = readState(function, argument.getType(), planned);
    if (failed(state))
      return failure();
    if (state->monoid)
      return function.emitError("takes argument ")
             << argument.getArgNumber() << " partial, which callers don't give";
    states[argument] = std::move(*state);
  }
  multiples.emplace(function, [&](unsigned argument, unsigned dim) {
    return mesh.getSize(getState(function.getArgument(argument)).dims[dim]);
  });
  return success();
}

LogicalResult ShardPlan::readResults(func::FuncOp function) {
  for (auto [number, type] : llvm::enumerate(function.getResultTypes())) {
    Attribute planned = function.getResultAttr(number, plannedAttrName);
    ShardState &state = resultStates.emplace_back();
    if (!planned) {
      if (auto tensor = dyn_cast<RankedTensorType>(type))
        state = wholeState(tensor.getRank());
      continue;
    }
    auto read = readState(function, type, planned);
    if (failed(read))
      return failure();
    if (read->monoid)
      return function.emitError("gives result ")
             << number << " partial, which callers don't take";
    for (auto end : function.getOps<func::ReturnOp>())
      if (failed(checkMultiples(function, end.getOperand(number), *read)))
        return failure();
    state = std::move(*read);
  }
  return checkAliases(function);
}

/// Reports a result whose state differs from that of the argument it takes
/// over.
LogicalResult ShardPlan::checkAliases(func::FuncOp function) const {
  for (auto [number, state] : llvm::enumerate(resultStates)) {
    auto alias =
        function.getResultAttrOfType<IntegerAttr>(number, aliasAttrName);
    if (!alias || alias.getValue().uge(function.getNumArguments()))
      continue;
    BlockArgument taken = function.getArgument(alias.getInt());
    if (hasState(taken) && getState(taken) != state)
      return function.emitError("gives result ")
             << number << " as " << spell(state, mesh)
             << ", but it takes over argument " << alias.getInt()
             << ", which is " << spell(getState(taken), mesh);
  }
  return success();
}

LogicalResult ShardPlan::readStrategy(Operation *op, StrategyAttr strategy) {
  std::optional<OpShardRule> own = findShardRule(op);
  if (!own)
    return op->emitError("has ")
           << strategyAttrName << ", but no sharding rule";
  PlannedOp planned{std::move(*own), {}, {}};
  for (Attribute loop : strategy.getLoops()) {
    auto axes = readAxes(op, cast<ArrayAttr>(loop).getValue(), attr);
    if (failed(axes))
      return failure();
    planned.strategy.loops.push_back(std::move(*axes));
  }
  for (Attribute group : strategy.getGroups()) {
    auto axes = readAxes(op, cast<ArrayAttr>(group).getValue(), attr);
    if (failed(axes))
      return failure();
    planned.strategy.groups.push_back(std::move(*axes));
  }
  if (strategy.getGroups().empty())
    planned.strategy.groups.resize(planned.own.rule.groups.size());
  multiples->tell(op, planned.own);
  auto found = findStates(planned.own.rule, planned.strategy, mesh);
  if (!found)
    return op->emitError("has ")
           << strategyAttrName << " = " << strategy
           << ", which it can't do: " << llvm::toString(found.takeError());
  planned.states = std::move(*found);
  for (auto [result, state] :
       llvm::zip_equal(op->getResults(), planned.states.results))
    states[result] = state;
  ops.try_emplace(op, std::move(planned));
  return success();
}

/// Reads the states of arguments of regions, and then those of results.
LogicalResult ShardPlan::readForwarded(Operation *op, Attribute planned) {
  SmallVector<Value> values;
  for (Region &region : op->getRegions())
    for (Block &block : region)
      llvm::append_range(values, block.getArguments());
  llvm::append_range(values, op->getResults());
  auto list = dyn_cast<ArrayAttr>(planned);
  if (!list || list.size() != values.size())
    return op->emitError("has ") << plannedAttrName << " = " << planned
                                 << ", expected a list of " << values.size();
  for (auto [value, each] : llvm::zip_equal(values, list)) {
    if (isa<UnitAttr>(each))
      continue;
    auto state = readState(op, value.getType(), each);
    if (failed(state) || failed(checkMultiples(op, value, *state)))
      return failure();
    if (findGivers(value).empty())
      return op->emitError("has a plan for a value that is not forwarded");
    states[value] = std::move(*state);
  }
  return success();
}

LogicalResult ShardPlan::readOp(Operation *op) {
  auto hasTensor = llvm::IsaPred<RankedTensorType>;
  if (isa<CallOpInterface>(op) &&
      (llvm::any_of(op->getOperandTypes(), hasTensor) ||
       llvm::any_of(op->getResultTypes(), hasTensor)))
    return op->emitError("is a call of what has a plan of its own; expected it "
                         "to be inlined (--inline)");
  if (auto strategy = op->getAttrOfType<StrategyAttr>(strategyAttrName))
    return readStrategy(op, strategy);
  Attribute planned = op->getAttr(plannedAttrName);
  if (!planned)
    return success();
  if (op->getNumRegions() > 0 || handsOn(op))
    return readForwarded(op, planned);
  if (!isa<ParameterOp>(op))
    return op->emitError("has ")
           << plannedAttrName << ", expected " << strategyAttrName;
  auto state = readState(op, op->getResult(0).getType(), planned);
  if (failed(state))
    return failure();
  if (state->monoid)
    return op->emitError("is a parameter that is partial");
  if (failed(checkMultiples(op, op->getResult(0), *state)))
    return failure();
  states[op->getResult(0)] = std::move(*state);
  return success();
}

/// Reports an operand that is forwarded to values in different states.
LogicalResult ShardPlan::checkFlow(Operation *op) const {
  for (OpOperand &operand : op->getOpOperands()) {
    SmallVector<Value> targets = findTakers(operand);
    if (targets.empty() || !hasState(operand.get()))
      continue;
    for (Value target : ArrayRef(targets).drop_front())
      if (getState(target) != getState(targets.front()))
        return op->emitError("forwards operand ")
               << operand.getOperandNumber() << " to values that are "
               << spell(getState(targets.front()), mesh) << " and "
               << spell(getState(target), mesh);
  }
  return success();
}

FailureOr<ShardPlan> ShardPlan::read(func::FuncOp function, MeshAttr mesh,
                                     MeshLink link) {
  ShardPlan plan(mesh, link);
  if (failed(plan.readArguments(function)) ||
      failed(plan.readResults(function)))
    return failure();
  auto read = [&](llvm::function_ref<LogicalResult(Operation *)> each) {
    return function.walk([&](Operation *op) {
      return op != function && failed(each(op)) ? WalkResult::interrupt()
                                                : WalkResult::advance();
    });
  };
  if (read([&](Operation *op) { return plan.readOp(op); }).wasInterrupted() ||
      read([&](Operation *op) { return plan.checkFlow(op); }).wasInterrupted())
    return failure();
  return plan;
}

} // namespace ag
