//===- ForwardedStates.cpp - values that ops with regions forward ---------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Partition/ForwardedStates.h"
#include "ag/Dialect/AG/IR/Sharding/ShardOps.h"
#include "ag/Interfaces/BodyOp.h"
#include "ag/Interfaces/Flow/RegionFlow.h"
#include "ag/Interfaces/StructuredOp.h"
#include "mlir/IR/BuiltinTypes.h"

using namespace mlir;

namespace ag {

bool hasState(Value value) { return isa<RankedTensorType>(value.getType()); }

Operation *findMaker(Value value) {
  if (auto argument = dyn_cast<BlockArgument>(value))
    return argument.getOwner()->getParentOp();
  return value.getDefiningOp();
}

static BodyOpInterface findBody(Operation *op) {
  return dyn_cast_or_null<BodyOpInterface>(op);
}

SmallVector<OpOperand *> findGivers(Value value) {
  if (auto pin = value.getDefiningOp<ShardOp>())
    return {&pin.getXMutable()};
  if (auto result = dyn_cast<OpResult>(value)) {
    if (BodyOpInterface body = findBody(result.getOwner()))
      return {&body.getBody().front().getTerminator()->getOpOperand(
          result.getResultNumber())};
  } else {
    auto argument = cast<BlockArgument>(value);
    if (BodyOpInterface body = findBody(argument.getOwner()->getParentOp()))
      return {&body.getInputsMutable()[argument.getArgNumber()]};
  }
  return getSources(value);
}

SmallVector<Value> findTakers(OpOperand &operand) {
  Operation *user = operand.getOwner();
  unsigned number = operand.getOperandNumber();
  if (isa<ShardOp>(user))
    return {user->getResult(0)};
  if (BodyOpInterface body = findBody(user))
    return {body.getBody().getArgument(
        number - body.getInputs().getBeginOperandIndex())};
  BodyOpInterface around = findBody(user->getParentOp());
  if (around && user->hasTrait<OpTrait::IsTerminator>())
    return {around->getResult(number)};
  return getTargets(operand);
}

bool handsOn(Operation *op) {
  auto isHanded = [](Value value) {
    return !hasState(value) || !findGivers(value).empty();
  };
  if (isa<ShardOp>(op))
    return true;
  return op->getNumRegions() > 0 && !isa<StructuredOpInterface>(op) &&
         isa<RegionBranchOpInterface, BodyOpInterface>(op) &&
         llvm::all_of(op->getRegions(),
                      [&](Region &region) {
                        return region.empty() ||
                               (region.hasOneBlock() &&
                                llvm::all_of(region.getArguments(), isHanded));
                      }) &&
         llvm::all_of(op->getResults(), isHanded);
}

LogicalResult checkBlocks(func::FuncOp function) {
  if (function.isExternal() || function.getBody().hasOneBlock())
    return success();
  return function.emitError("has branches between blocks; expected loops and "
                            "choices of scf (--lift-cf-to-scf)");
}

} // namespace ag
