//===- HeldValues.cpp - what a rank has of each value ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Partition/HeldValues.h"
#include "Partition/ForwardedStates.h"
#include "ag/Analysis/Entry/LoadValues.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Transforms/RegionUtils.h"

using namespace mlir;

namespace ag {

static ShardState getWholeState(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  return type ? wholeState(type.getRank()) : ShardState();
}

WholeTensor HeldValues::getWhole(Value value) const {
  return {cast<RankedTensorType>(value.getType()), dims.getShape(value)};
}

Type HeldValues::getLocal(Value value) const {
  return hasState(value) ? getLocalType(getWhole(value), plan.getState(value),
                                        plan.getMesh())
                         : value.getType();
}

//===----------------------------------------------------------------------===//
// Values that are held
//===----------------------------------------------------------------------===//

void HeldValues::hold(Value value, Value made, ShardState state) {
  held[value].push_back({made, std::move(state)});
  trail.push_back(value);
}

void HeldValues::hold(Value value, Value made) {
  hold(value, made, hasState(value) ? plan.getState(value) : ShardState());
}

void HeldValues::holdUnsplit(Value value, Value made) {
  hold(value, made, getWholeState(value));
}

//===----------------------------------------------------------------------===//
// Values that are taken
//===----------------------------------------------------------------------===//

/// Returns the block of a splat constant, which is a splat; null for other
/// values. `whole` describes `value`.
static Value makeSplat(Value value, const ShardState &state,
                       const WholeTensor &whole, const Mesh &mesh,
                       OpBuilder &builder) {
  SplatElementsAttr elements;
  auto local = cast<RankedTensorType>(getLocalType(whole, state, mesh));
  if (state.monoid || !matchPattern(value, m_Constant(&elements)))
    return nullptr;
  return arith::ConstantOp::create(
      builder, value.getLoc(),
      elements.resizeSplat(local.clone(elements.getElementType())));
}

Value HeldValues::get(Value value, const ShardState &state, Operation *user,
                      OpBuilder &builder) {
  SmallVector<HeldTensor, 2> &states = held[value];
  if (!hasState(value))
    return states.front().value;
  WholeTensor whole = getWhole(value);
  bool isParameter = scopes == 0 && parameters.isParameter(value);
  if (isParameter && parameters.isForgotten(value))
    states.truncate(1);
  const HeldTensor *best = nullptr;
  std::optional<MoveCost> least;
  for (const HeldTensor &each : states) {
    MoveCost cost = writer.getCost(each, state, whole);
    if (!least || cost < *least) {
      least = cost;
      best = &each;
    }
  }
  if (best->state == state) {
    if (isParameter && best != states.begin())
      parameters.use(value);
    return best->value;
  }
  const Mesh &mesh = plan.getMesh();
  if (least->bytes > 0) {
    auto said =
        partitionRemarks.passed(findMaker(value), "reshard", value.getLoc());
    said << remark::add("from {0} to {1} for '{2}' at {3}",
                        spell(best->state, mesh), spell(state, mesh),
                        user->getName(), spellPlace(user));
    if (whole.type.hasStaticShape())
      said << remark::metric("bytes", least->bytes);
  }
  Value made = makeSplat(value, state, whole, mesh, builder);
  if (!made)
    made = writer.write(*best, state, whole, builder, value.getLoc());
  hold(value, made, state);
  if (isParameter && least->bytes > 0)
    parameters.gather(value, countBytes(made.getType()).value_or(0));
  return made;
}

Value HeldValues::getUnsplit(Value value, Operation *user, OpBuilder &builder) {
  return get(value, getWholeState(value), user, builder);
}

SmallVector<Value> HeldValues::getOperands(Operation *op, OpBuilder &builder) {
  SmallVector<Value> operands;
  for (OpOperand &operand : op->getOpOperands()) {
    Value value = operand.get();
    std::optional<ShardState> state =
        hasState(value) ? plan.getOperandState(operand) : ShardState();
    operands.push_back(state ? get(value, *state, op, builder)
                             : getFirst(value).value);
  }
  return operands;
}

IRMapping HeldValues::getCaptured(Operation *op, OpBuilder &builder) {
  llvm::SetVector<Value> captured;
  getUsedValuesDefinedAbove(op->getRegions(), captured);
  IRMapping map;
  for (Value value : captured)
    map.map(value, getUnsplit(value, op, builder));
  return map;
}

} // namespace ag
