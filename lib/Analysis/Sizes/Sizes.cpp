//===- Sizes.cpp - sizes at given values of the symbols -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Sizes/Sizes.h"
#include "ag/Dialect/AG/IR/Regions/LiveValues.h"
#include "ag/Dialect/AG/IR/Sharding/ProgramMesh.h"
#include "ag/Dialect/AG/IR/Sizes/DimSymbols.h"
#include "ag/Interfaces/BodyOp.h"
#include "ag/Interfaces/Flow/RegionFlow.h"
#include "ag/Support/Sizes/AssumedSizes.h"
#include "ag/Support/Sizes/Saturating.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"

using namespace mlir;

namespace ag {

std::optional<int64_t> FoldedSizes::valueOf(Value size) {
  if (!size.getType().isIntOrIndex())
    return std::nullopt;
  auto before = found.find(size);
  if (before != found.end())
    return before->second;
  std::optional<int64_t> value = known(size);
  if (auto result = dyn_cast<OpResult>(size); result && !value)
    value = fold(result);
  found[size] = value;
  return value;
}

/// Folds a copy of the op, because folding may change an op in place: by
/// numbers that hold in this evaluation only.
std::optional<int64_t> FoldedSizes::fold(OpResult size) {
  Operation *op = size.getOwner();
  if (op->getNumRegions() > 0)
    return std::nullopt;
  SmallVector<Attribute> operands;
  for (Value operand : op->getOperands()) {
    std::optional<int64_t> value = valueOf(operand);
    operands.push_back(value ? Builder(op->getContext())
                                   .getIntegerAttr(operand.getType(), *value)
                             : Attribute());
  }
  SmallVector<OpFoldResult> results;
  OwningOpRef<Operation *> copy = op->clone();
  if (failed(copy->fold(operands, results)) || results.empty())
    return std::nullopt;
  OpFoldResult result = results[size.getResultNumber()];
  // A sum with 0 folds to the other operand, which has its number already.
  if (auto other = dyn_cast<Value>(result))
    return other.getDefiningOp() == *copy ? std::nullopt : valueOf(other);
  auto number = dyn_cast_or_null<IntegerAttr>(dyn_cast<Attribute>(result));
  if (!number)
    return std::nullopt;
  return number.getInt();
}

SizeEvaluator::SizeEvaluator(FunctionOpInterface function,
                             ArrayRef<int64_t> values) {
  DimSymbols symbols(function);
  for (BlockArgument argument : function.getArguments()) {
    auto type = dyn_cast<RankedTensorType>(argument.getType());
    for (int64_t dim = 0; type && dim < type.getRank(); ++dim)
      if (type.isDynamicDim(dim))
        ofArguments[{argument, dim}] =
            values[symbols.find(argument.getArgNumber(), dim)] /
            countParts(function, argument.getArgNumber(), dim);
  }
  known = ofArguments;
}

void SizeEvaluator::setIndex(Value index, std::optional<int64_t> value) {
  if (value)
    indices[index] = *value;
  else
    indices.erase(index);
  known = ofArguments;
  throughBodies.clear();
}

std::optional<int64_t> SizeEvaluator::valueOf(Value index) {
  FoldedSizes values([this](Value value) -> std::optional<int64_t> {
    if (auto index = indices.find(value); index != indices.end())
      return index->second;
    if (Value same = lookThroughBody(value)) {
      auto before = throughBodies.find(value);
      if (before != throughBodies.end())
        return before->second;
      std::optional<int64_t> size = valueOf(same);
      throughBodies[value] = size;
      return size;
    }
    auto op = value.getDefiningOp<tensor::DimOp>();
    std::optional<int64_t> dim =
        op ? op.getConstantIndex() : std::optional<int64_t>();
    return dim ? sizeOf(op.getSource(), *dim) : std::nullopt;
  });
  return values.valueOf(index);
}

std::optional<int64_t> SizeEvaluator::sizeOf(Value tensor, int64_t dim) {
  auto type = dyn_cast<RankedTensorType>(tensor.getType());
  if (!type)
    return std::nullopt;
  if (!type.isDynamicDim(dim))
    return type.getDimSize(dim);
  auto found = known.find({tensor, dim});
  if (found != known.end())
    return found->second;
  std::optional<int64_t> size = compute(tensor, dim);
  // A size may be negative for values of the symbols with which the run fails.
  if (size)
    size = std::max<int64_t>(0, *size);
  known[{tensor, dim}] = size;
  return size;
}

int64_t SizeEvaluator::assumeSizeOf(Value tensor, int64_t dim) {
  return sizeOrAssumed(sizeOf(tensor, dim));
}

std::optional<int64_t> SizeEvaluator::valueOf(OpFoldResult index) {
  std::optional<int64_t> number = getConstantIntValue(index);
  return number ? number : valueOf(cast<Value>(index));
}

std::optional<int64_t> SizeEvaluator::extentOf(const Extent &extent,
                                               ValueRange operands) {
  switch (extent.kind()) {
  case Extent::Number:
    return extent.value();
  case Extent::Dimension:
    return sizeOf(operands[extent.operand()], extent.value());
  case Extent::Operand:
    return valueOf(operands[extent.operand()]);
  }
  llvm_unreachable("all kinds are listed");
}

std::optional<int64_t> SizeEvaluator::bytesOf(Value tensor) {
  int64_t bytes = countElementBytes(tensor.getType());
  if (bytes == 0)
    return 0;
  int64_t rank = cast<RankedTensorType>(tensor.getType()).getRank();
  for (int64_t dim = 0; dim < rank; ++dim) {
    std::optional<int64_t> size = sizeOf(tensor, dim);
    if (!size)
      return std::nullopt;
    bytes = times(bytes, *size);
  }
  return bytes;
}

int64_t SizeEvaluator::assumeBytesOf(Value tensor) {
  int64_t bytes = countElementBytes(tensor.getType());
  if (bytes == 0)
    return 0;
  int64_t rank = cast<RankedTensorType>(tensor.getType()).getRank();
  for (int64_t dim = 0; dim < rank; ++dim)
    bytes = times(bytes, assumeSizeOf(tensor, dim));
  return bytes;
}

std::optional<int64_t> SizeEvaluator::tripCountOf(LoopLikeOpInterface loop) {
  if (std::optional<APInt> count = loop.getStaticTripCount())
    return count->getLimitedValue(INT64_MAX);
  auto lower = loop.getLoopLowerBounds(), upper = loop.getLoopUpperBounds(),
       steps = loop.getLoopSteps();
  if (!lower || !upper || !steps)
    return std::nullopt;
  int64_t count = 1;
  for (auto [first, end, step] : llvm::zip(*lower, *upper, *steps)) {
    auto from = valueOf(first), to = valueOf(end), by = valueOf(step);
    if (!from || !to || !by || *by <= 0)
      return std::nullopt;
    count = times(count, *to <= *from ? 0 : llvm::divideCeil(*to - *from, *by));
  }
  return count;
}

int64_t SizeEvaluator::assumeTripCountOf(LoopLikeOpInterface loop) {
  return tripCountOrAssumed(tripCountOf(loop));
}

/// Returns the size of a value that is no argument of the function. An iter_arg
/// keeps its size, or else the run fails. A value that branches yield has the
/// size of the first one's.
std::optional<int64_t> SizeEvaluator::compute(Value tensor, int64_t dim) {
  if (Value same = lookThroughBody(tensor))
    return sizeOf(same, dim);
  if (std::optional<CarriedValue> carried = getCarried(tensor))
    return sizeOf(carried->init->get(), dim);
  auto result = dyn_cast<OpResult>(tensor);
  if (!result || isa<LoopLikeOpInterface>(result.getOwner()))
    return std::nullopt;
  if (auto cast = dyn_cast<tensor::CastOp>(result.getOwner()))
    return isa<RankedTensorType>(cast.getSource().getType())
               ? sizeOf(cast.getSource(), dim)
               : std::nullopt;
  if (auto writer = dyn_cast<DestinationStyleOpInterface>(result.getOwner()))
    return sizeOf(writer.getTiedOpOperand(result)->get(), dim);
  SmallVector<OpOperand *> chosen = getChosen(result);
  return chosen.empty() ? reify(result, dim)
                        : sizeOf(chosen.front()->get(), dim);
}

/// Evaluates the ops that compute the size, which are created in a temporary
/// block.
std::optional<int64_t> SizeEvaluator::reify(OpResult tensor, int64_t dim) {
  Block aside;
  OpBuilder builder(tensor.getContext());
  builder.setInsertionPointToStart(&aside);
  ReifiedRankedShapedTypeDims shapes;
  if (failed(reifyResultShapes(builder, tensor.getOwner(), shapes)))
    return std::nullopt;
  OpFoldResult size = shapes[tensor.getResultNumber()][dim];
  if (auto value = dyn_cast<Value>(size))
    return valueOf(value);
  return cast<IntegerAttr>(cast<Attribute>(size)).getInt();
}

} // namespace ag
