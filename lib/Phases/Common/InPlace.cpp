//===- InPlace.cpp - forwarded values in given buffers --------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Phases/Common/InPlace.h"
#include "ag/Dialect/AG/IR/Core/CheckOps.h"
#include "ag/Dialect/AG/IR/Sizes/DimSymbols.h"
#include "ag/Dialect/AG/IR/Sizes/FirstSizes.h"
#include "ag/Interfaces/Flow/RegionFlow.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/SubsetOpInterface.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"

using namespace mlir;

namespace ag {

/// Returns whether the sizes are equal. Fails if that is not known. Sizes of
/// which one is the origin of the other one, or with one origin, are not
/// compared by their bounds, which takes long.
static FailureOr<bool> areSizesEqual(Value a, Value b, int64_t dim) {
  FirstSizes between;
  between.endAt({b, dim});
  SizeOrigin begin = between.get({a, dim});
  if (begin.value == b && begin.number == dim)
    return true;
  SizeOrigin first = getFirstSize({a, dim}), other = getFirstSize({b, dim});
  if (first.value == other.value && first.number == other.number)
    return true;
  return ValueBoundsConstraintSet::areEqual(getSizeVariable(a, dim),
                                            getSizeVariable(b, dim));
}

/// Requires that a tensor iter_arg keeps its size in one dynamic dimension. It
/// does if each iteration forwards a tensor that has the size of the initial
/// value.
static LogicalResult requireSameSize(BlockArgument before, Value after,
                                     int64_t dim, OpBuilder &builder,
                                     Location loc) {
  FailureOr<bool> equal = areSizesEqual(after, before, dim);
  if (succeeded(equal) && *equal)
    return success();
  std::optional<CarriedValue> carried = getCarried(before);
  if (carried && areSizesEqual(after, carried->init->get(), dim) == true)
    return success();
  if (succeeded(equal))
    return emitError(loc) << "dimension " << dim << " of a " << before.getType()
                          << " that this loop carries changes its size; "
                             "expected every iteration to keep it";
  Value old = tensor::DimOp::create(builder, loc, before, dim);
  Value now = tensor::DimOp::create(builder, loc, after, dim);
  Value holds =
      arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq, old, now);
  RequireOp::create(builder, loc, holds,
                    "a loop carries a tensor of which a dimension is {0}, then "
                    "{1}; expected every iteration to keep it",
                    ValueRange{old, now});
  return success();
}

//===----------------------------------------------------------------------===//
// Who shares a buffer
//===----------------------------------------------------------------------===//

/// Returns the values whose buffers `operand` may have, or may be a slice of if
/// `followsParts` is set. Branches of a choice count instead of the choice.
SetVector<Value> InPlace::findOrigins(OpOperand &operand, bool followsParts) {
  bufferization::TraversalConfig config;
  config.followEquivalentOnly = !followsParts;
  return state.findValueInReverseUseDefChain(
      &operand,
      [&](Value value) {
        return !isChoice(value.getDefiningOp()) &&
               state.bufferizesToMemoryWrite(value);
      },
      config);
}

/// Returns true if `operand` is the argument on each path through the body.
bool InPlace::isArgument(OpOperand &operand, BlockArgument argument) {
  SetVector<Value> origins = findOrigins(operand, /*followsParts=*/false);
  return operand.get().getType() == argument.getType() && origins.size() == 1 &&
         origins.front() == argument;
}

/// Returns true if `operand` may be in the argument's buffer, but may not be
/// all of it on some path through the body.
bool InPlace::mayShare(OpOperand &operand, BlockArgument argument) {
  return findOrigins(operand, /*followsParts=*/true).contains(argument) &&
         llvm::any_of(findOrigins(operand, /*followsParts=*/false),
                      [&](Value origin) { return origin != argument; });
}

bool isPutInEnd(OpOperand &use) {
  auto op = dyn_cast<bufferization::MaterializeInDestinationOp>(use.getOwner());
  return op && &use == &op.getDestMutable();
}

/// Returns true if a value that may share the argument's buffer is used after
/// `choice`. Sizes do not count, nor uses of `result`, which replaces the
/// argument's value, nor other values that are written to the buffer in the
/// end. Slices are ignored: only the slice is copied if it needs another
/// buffer.
bool InPlace::isNeededBehind(Operation *choice, BlockArgument argument,
                             Value result) {
  SetVector<Value> sharing;
  sharing.insert(argument);
  for (size_t k = 0; k < sharing.size(); ++k) {
    if (sharing[k] == result)
      continue;
    for (OpOperand &use : sharing[k].getUses()) {
      if (isPutInEnd(use))
        continue;
      Operation *user =
          choice->getBlock()->findAncestorOpInBlock(*use.getOwner());
      if (user && choice->isBeforeInBlock(user) &&
          !isa<ShapedDimOpInterface>(use.getOwner()))
        return true;
      if (isa<SubsetExtractionOpInterface>(use.getOwner()))
        continue;
      for (const bufferization::AliasingValue &alias :
           state.getAliasingValues(use))
        sharing.insert(alias.value);
    }
  }
  return false;
}

/// Returns true if `operand` may be in a buffer that is written before
/// `operand` is read.
bool InPlace::isOverwritten(OpOperand &operand) {
  SetVector<Value> origins = findOrigins(operand, /*followsParts=*/true);
  origins.insert(operand.get());
  bool isSpent = llvm::any_of(
      origins, [&](Value origin) { return spent.contains(origin); });
  for (Value origin : origins)
    if (origin.getParentBlock() == operand.getOwner()->getBlock())
      spent.insert(origin);
  return isSpent;
}

//===----------------------------------------------------------------------===//
// Writing
//===----------------------------------------------------------------------===//

/// Writes `operand` into the argument's buffer. If `isCopied` is set, first
/// copies the value to a new buffer as soon as it is computed. The sizes are
/// those of the argument, which are known before the loop.
LogicalResult InPlace::write(OpOperand &operand, BlockArgument argument,
                             bool isCopied) {
  Location loc = operand.getOwner()->getLoc();
  Value value = operand.get();
  OpBuilder builder(operand.getOwner());
  if (isCopied && value.getParentBlock() == builder.getBlock())
    builder.setInsertionPointAfterValue(value);
  else if (isCopied)
    builder.setInsertionPointToStart(builder.getBlock());
  auto type = cast<RankedTensorType>(argument.getType());
  for (int64_t dim = 0; dim < type.getRank(); ++dim)
    if (type.isDynamicDim(dim) &&
        failed(requireSameSize(argument, value, dim, builder, loc)))
      return failure();
  // Upstream refuses slices of types that have a size of 0.
  if (llvm::is_contained(type.getShape(), 0)) {
    operand.set(argument);
    return success();
  }
  if (isCopied && !type.hasStaticShape() && !isa<BlockArgument>(value)) {
    SmallVector<OpFoldResult> offsets(type.getRank(), builder.getIndexAttr(0));
    SmallVector<OpFoldResult> steps(type.getRank(), builder.getIndexAttr(1));
    value = tensor::ExtractSliceOp::create(
        builder, loc, type, value, offsets,
        tensor::getMixedSizes(builder, loc, argument), steps);
  }
  if (isCopied)
    value = bufferization::AllocTensorOp::create(builder, loc, type,
                                                 ValueRange(), /*copy=*/value);
  builder.setInsertionPoint(operand.getOwner());
  operand.set(bufferization::MaterializeInDestinationOp::create(
                  builder, loc, type, value, argument)
                  .getResult());
  return success();
}

/// The number of choices for one argument up to which later ones may forward
/// their results. Each is searched for uses of the argument behind it.
constexpr unsigned mostForwarded = 64;

/// Returns true if a choice in the argument's loop makes the value of
/// `operand`, and each of its branches can write the argument's buffer. A
/// branch of a later choice may forward the value.
bool InPlace::canChooseInPlace(OpOperand &operand, BlockArgument argument) {
  Value value = operand.get();
  if (inPlace.contains({value, argument}))
    return true;
  Operation *choice = value.getDefiningOp();
  if (getChosen(value).empty() ||
      !argument.getOwner()->getParentOp()->isProperAncestor(choice))
    return false;
  bool isForwarded = choice->getBlock() != operand.getOwner()->getBlock();
  if (isForwarded && ++forwardings[argument] > mostForwarded)
    return false;
  return !isNeededBehind(choice, argument, value);
}

/// Materializes the value of each branch of a choice. Only one branch runs, so
/// buffers that one writes are not spent in the others.
LogicalResult InPlace::handOnChosen(ArrayRef<OpOperand *> chosen,
                                    BlockArgument argument) {
  llvm::DenseSet<Value> before = spent, after = spent;
  for (OpOperand *each : chosen) {
    spent = before;
    if (failed(handOn(*each, argument)))
      return failure();
    after.insert_range(spent);
  }
  spent = std::move(after);
  return success();
}

LogicalResult InPlace::handOn(OpOperand &operand, BlockArgument argument) {
  Value value = operand.get();
  if (!isa<RankedTensorType>(value.getType()))
    return success();
  if (isArgument(operand, argument)) {
    operand.set(argument);
    return success();
  }
  bool shares = mayShare(operand, argument);
  if (shares && canChooseInPlace(operand, argument))
    return inPlace.insert({value, argument}).second
               ? handOnChosen(getChosen(value), argument)
               : success();
  bool isCopied = isOverwritten(operand) || shares;
  spent.insert(argument);
  if (isCopied)
    remarks.missed(operand.getOwner(), "copy")
        << remark::add("a tensor that the loop carries is copied")
        << remark::reason("its buffer is written before it is read")
        << remark::metric("type", value.getType());
  else
    remarks.passed(operand.getOwner(), "in-place")
        << remark::add("a tensor that the loop carries keeps its buffer");
  return write(operand, argument, isCopied);
}

LogicalResult InPlace::materialize(const Forwarded &forwarded) {
  for (auto [operand, argument] :
       llvm::zip(forwarded.values, forwarded.arguments))
    if (failed(handOn(operand, argument)))
      return failure();
  return success();
}

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

SmallVector<Forwarded, 2> getForwarded(Operation *op) {
  if (auto loop = dyn_cast<scf::ForOp>(op))
    return {{*loop.getYieldedValuesMutable(), loop.getRegionIterArgs()}};
  auto loop = dyn_cast<scf::WhileOp>(op);
  if (!loop)
    return {};
  return {{loop.getConditionOp().getArgsMutable(), loop.getBeforeArguments()},
          {loop.getYieldOp().getResultsMutable(), loop.getAfterArguments()}};
}

} // namespace ag
